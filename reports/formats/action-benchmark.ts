import { readingsOf } from '../compare/readings.ts'
import { formatNumber } from '../model/units.ts'
import type { Result } from '../model/result.ts'

const ALPHA = 0.05

/** What `customSmallerIsBetter` of github-action-benchmark reads: all of which less is better. */
export function renderActionBenchmark(result: Result): string {
  const entries = readingsOf(result)
    .filter(({ better }) => better === 'lower')
    .map(({ scope, metric, unit, value, estimate }) => {
      const interval = estimate?.(ALPHA)
      return {
        name: scope === '' ? metric : `${scope}: ${metric}`,
        unit,
        value,
        ...(interval !== undefined && {
          range: `± ${formatNumber((interval.high - interval.low) / 2)}`,
        }),
        extra: result.runId,
      }
    })
  return `${JSON.stringify(entries, null, 1)}\n`
}
