import type { Result } from '../model/result.ts'
import type { ScalabilityEstimate, ScalabilityResult } from '../model/scalability.ts'
import { formatNumber } from '../model/units.ts'
import { type Paint, wrap } from './console-text.ts'

const FIRST = 'scale   '
const INDENT = '        '

export const THE_LAW = 'X(N) = γN ÷ (1 + σ(N − 1) + κN(N − 1))'

/** A fitted value with its interval. */
export const estimateWords = ({ value, low, high }: ScalabilityEstimate): string =>
  `${formatNumber(value)} (${formatNumber(low)} to ${formatNumber(high)})`

const mostInFlight = ({ levels }: ScalabilityResult) =>
  Math.max(...levels.map(({ inFlight }) => inFlight))

/** Where throughput is highest, or why that is not told. */
export function peakWords(fit: ScalabilityResult): string {
  const { peak, kappa } = fit
  const range = `1 to ${mostInFlight(fit)} in flight`
  if (peak.is === 'none') {
    return `no peak within ${range}: the interval of κ, ${formatNumber(kappa.low)} to ${formatNumber(kappa.high)}, reaches 0; not extrapolated`
  }
  if (peak.is === 'beyond') return `the peak lies beyond ${range}; not extrapolated`
  return `peak ${formatNumber(peak.perSecond)}/s at ${estimateWords(peak.inFlight)} in flight`
}

/** How far the measured is off the law, and when that is too far to rest on it. */
export function misfitWords({ worstMisfit, describes }: ScalabilityResult): string {
  const off = `at most ${formatNumber(worstMisfit * 100)} % off the law`
  return describes ? off : `${off}: THE LAW DOES NOT DESCRIBE THIS SYSTEM WELL`
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** A level as a row: in flight, mean, least and greatest of its rounds, what the law says. */
export const levelRow = ({
  inFlight,
  perSecond,
  fittedPerSecond,
}: ScalabilityResult['levels'][number]) => ({
  inFlight: String(inFlight),
  mean: formatNumber(mean(perSecond)),
  least: formatNumber(Math.min(...perSecond)),
  greatest: formatNumber(Math.max(...perSecond)),
  fitted: formatNumber(fittedPerSecond),
})

/** The fitted law and what it was fitted to; none when nothing was fitted. */
export function scalabilityLines({ scalability }: Pick<Result, 'scalability'>, paint: Paint) {
  if (scalability === undefined) return []
  const { gamma, sigma, kappa, confidence, levels, operation } = scalability
  const parameters = `γ ${estimateWords(gamma)}/s, σ ${estimateWords(sigma)}, κ ${estimateWords(kappa)}`
  const line = (text: string) => wrap(text, INDENT, INDENT)
  return [
    ...wrap(`${operation}: ${peakWords(scalability)}`, FIRST, INDENT).map(paint.strong),
    ...line(`${THE_LAW}; ${parameters}; in brackets ${formatNumber(confidence * 100)} % intervals`),
    ...line(misfitWords(scalability)),
    ...levels.map((level) => {
      const { inFlight, mean: middle, least, greatest, fitted } = levelRow(level)
      return `${INDENT}${inFlight.padStart(4)} in flight ${middle.padStart(6)}/s (${least} to ${greatest}), by the law ${fitted}`
    }),
  ]
}
