import type { MicroResult } from '../model/micro.ts'
import type { Result } from '../model/result.ts'
import { formatNs } from '../model/units.ts'

const percent = (value: number) => `${(value * 100).toFixed(1)} %`

/** A difference in words: what is claimed, or "~" with what would have been enough. */
export function changeWords({ against }: MicroResult): string {
  if (against === undefined) return ''
  const { share, limit, probability, verdict } = against.change
  const sign = share > 0 ? '+' : ''
  return `${verdict} ${sign}${percent(share)} (noise ${percent(limit)}, p ${probability.toPrecision(2)})`
}

/** A line for each hot path; none when none was measured. */
export const microLines = ({ micro = [] }: Pick<Result, 'micro'>): string[] =>
  micro.map((each) => {
    const { name, wallNs, processorNs, contains, against } = each
    const ratio = contains === undefined ? '' : `, ${contains.ratio.toFixed(2)} × ${contains.name}`
    const other =
      against === undefined ? '' : `; other ${formatNs(against.wallNs)}: ${changeWords(each)}`
    return `micro   ${name.padEnd(16)} ${formatNs(wallNs)}, processor ${formatNs(processorNs)}${ratio}${other}`
  })
