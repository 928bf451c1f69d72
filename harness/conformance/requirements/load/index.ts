import type { Requirement } from '../../requirement.ts'
import { calm } from './calm.ts'
import { disturbed } from './disturbed.ts'
import { heartbeats } from './heartbeats.ts'
import { overload } from './overload.ts'

/**
 * LOAD, and KEY-4: the same promises under load. Heartbeats first: the clocks are moved before the storm that
 * the next ones are judged by, too; what kills parts comes last.
 */
export const load: readonly Requirement[] = [...heartbeats, ...calm, ...overload, ...disturbed]
