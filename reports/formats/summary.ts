import { readingsOf } from '../compare/readings.ts'
import type { Result } from '../model/result.ts'
import { tallyVerdicts } from '../model/tally.ts'
import { isViolation, isWaived } from '../model/waived.ts'

/** The summary’s own version; it grows by fields within one. */
const SUMMARY_VERSION = 1

/** Verdict and figures of a run for programs: small, flat, percentiles by their name, units beside. */
export function renderSummary(result: Result): string {
  const { runId, command, startedAt, endedAt, environment, exit, requirements } = result
  const summary = {
    schema: 'writeback-summary',
    version: SUMMARY_VERSION,
    runId,
    command,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: endedAt - startedAt,
    commit: environment.commit,
    exit,
    requirements: tallyVerdicts(requirements),
    failed: requirements.filter(isViolation).map(({ id }) => id),
    waived: requirements.filter(isWaived).map(({ id }) => id),
    metrics: readingsOf(result).map(({ scope, metric, value, unit, better }) => ({
      scope,
      metric,
      value,
      unit,
      better,
    })),
  }
  return `${JSON.stringify(summary, null, 1)}\n`
}
