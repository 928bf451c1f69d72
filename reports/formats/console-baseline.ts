import type { Result } from '../model/result.ts'
import { formatNumber } from '../model/units.ts'
import { wrap } from './console-text.ts'

/** What got worse than the baseline, each named; or that nothing did. */
export function baselineLines({ baseline }: Pick<Result, 'baseline'>): string[] {
  if (baseline === undefined) return []
  const { rows, noLongerProven } = baseline
  const worse = rows.filter((row) => row.worse)
  const lines = [
    ...worse.map(
      ({ name, unit, base, value, allowed }) =>
        `worse: ${name}: ${formatNumber(base)} → ${formatNumber(value)} ${unit}, allowed ${formatNumber(allowed)}`,
    ),
    ...noLongerProven.map((id) => `worse: ${id} was proven`),
  ]
  const [first, ...more] = lines.length > 0 ? lines : [`none of ${rows.length} metrics got worse`]
  return [
    ...wrap(first ?? '', 'base    ', '        '),
    ...more.flatMap((line) => wrap(line, '        ', '        ')),
  ]
}
