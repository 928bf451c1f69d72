import { randomBytes } from 'node:crypto'
import type { Result } from '../../../reports/model/result.ts'
import { RESULT_VERSION } from '../../../reports/model/result.ts'
import type { Slots } from '../../target/slots/slots.ts'
import { readEnvironment } from './environment.ts'
import { describeSlots } from '../options/target-options.ts'

/** A result that is being filled while the run goes on; what it holds at the end is written. */
export type RunRecord = Omit<Result, 'exit' | 'endedAt'>

export function openRecord(
  command: string,
  seed: number,
  faults: readonly string[],
  slots: Slots,
): RunRecord {
  const startedAt = Date.now()
  const stamp = new Date(startedAt).toISOString().replace(/[:.]/g, '-').slice(0, 19)
  return {
    schema: 'writeback-result',
    version: RESULT_VERSION,
    runId: `${stamp}-${randomBytes(3).toString('hex')}`,
    command,
    startedAt,
    environment: readEnvironment(),
    seed,
    target: describeSlots(slots, faults),
    requirements: [],
    load: [],
    links: [],
    figures: [],
    notes: [],
  }
}
