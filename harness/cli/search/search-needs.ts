import type { Threshold } from '../../../bench/thresholds/grammar.ts'
import type { Intent } from '../../../bench/workload/scenario/intents.ts'
import type { PortalMapping } from '../../target/portal/portal-mapping.ts'
import { unmetByOperation } from '../load/elsewhere-needs.ts'
import type { By } from '../load/storm.ts'

/** What is sent, by who resets. */
export const OPERATION = {
  administrator: 'administrator-reset',
  'self-service': 'self-service-reset',
} as const satisfies Record<By, Intent['operation']>

/** What a search was asked for, and how its portal is driven. */
interface Asked {
  readonly by: By
  readonly thresholds: readonly Threshold[]
  readonly mapping: PortalMapping
  readonly faults: readonly string[]
}

/** What a search on a system that runs elsewhere cannot have, one line each; empty: all is there. Pure. */
export function unmetBySearch({ by, thresholds, mapping, faults }: Asked): string[] {
  return [
    ...unmetByOperation(OPERATION[by], mapping).map((problem) => `--by: ${problem}`),
    ...(wantsTap(thresholds)
      ? ['--threshold: no link of it is watched; hold it to times and outcomes']
      : []),
    ...(faults.length > 0 ? ['--fault: no part of it is the reference; leave it out'] : []),
  ]
}

/** Any metric of the link wants a tap; response times are measured without one. */
export const wantsTap = (thresholds: readonly Threshold[]) =>
  thresholds.some(({ subject }) => subject.of === 'scalar')
