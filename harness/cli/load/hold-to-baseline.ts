import { type Baseline, parseBaseline } from '../../../reports/baselines/baseline.ts'
import {
  judgeByBaseline,
  thresholdsOf,
  workloadRefusals,
} from '../../../reports/baselines/judge.ts'
import { BadInput } from '../../target/errors.ts'
import { readInput } from '../options/read-input.ts'
import type { RunRecord } from '../run/record.ts'
import type { Ending } from '../run/conclude.ts'

/** The load that a run is going to have. */
export interface Planned {
  readonly ratePerSecond: number
  readonly durationMs: number
}

/**
 * Reads the baseline that `--baseline` names. Throws BadInput before anything starts: it cannot be
 * read, or was made with another load than is asked for.
 */
export async function readBaseline(path: string, planned: Planned): Promise<Baseline> {
  const text = await readInput(path, '--baseline')
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw new BadInput([`--baseline: ${path}: not JSON: ${String(error)}`])
  }
  const parsed = parseBaseline(content)
  if (!parsed.ok) throw new BadInput(parsed.problems.map((problem) => `${path}: ${problem}`))
  const { baseline } = parsed
  const refusals = workloadRefusals(
    baseline,
    baseline.load.map((load) => ({ ...load, ...planned })),
  )
  if (refusals.length > 0) throw new BadInput(refusals.map((refusal) => `${path}: ${refusal}`))
  return baseline
}

/** Judges the run by the baseline, keeps the comparison in its record, and gives what the verdict takes from it. */
export function holdTo(
  baseline: Baseline,
  record: RunRecord,
): Pick<Ending, 'thresholds' | 'unjudged' | 'badInput'> {
  const { comparison, unjudged, refusals } = judgeByBaseline(baseline, record)
  if (refusals.length > 0) return { badInput: refusals }
  record.baseline = comparison
  record.notes.push(...comparison.warnings)
  return { thresholds: thresholdsOf(comparison), unjudged }
}
