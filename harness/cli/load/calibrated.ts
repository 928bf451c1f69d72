import { calibrate } from '../../../bench/calibration/calibrate.ts'
import { calibrationCheck } from '../../../bench/calibration/judge.ts'
import type { ValidityCheck } from '../../../reports/model/validity-check.ts'
import type { RunRecord } from '../run/record.ts'
import type { Run } from '../run/run.ts'

/** For a command of its own; `gate` has a minute in all, `search` measures for many. */
export const CALIBRATION_MS = { load: 5_000, search: 3_000, gate: 3_000 } as const

interface Place {
  readonly run: Pick<Run, 'say' | 'signal'>
  readonly record: { readonly value: Pick<RunRecord, 'load'> }
}

/**
 * Measures the known server, then does the work: every open-loop load that the work records carries
 * what came of it. A driver that cannot tell the known server has not measured the target either.
 */
export async function calibrated<T>(
  { run, record }: Place,
  durationMs: number,
  work: (check: ValidityCheck) => Promise<T>,
  measure = calibrate,
): Promise<T> {
  run.say(`calibration: a server of 20 ms that stalls for 1 s, for ${durationMs / 1000} s`)
  const check = calibrationCheck(await measure({ durationMs, signal: run.signal }))
  run.say(`calibration: ${check.observed}`)
  const before = record.value.load.length
  const value = await work(check)
  for (const load of record.value.load.slice(before)) {
    if (load.loop === 'open') load.validity.unshift(check)
  }
  return value
}
