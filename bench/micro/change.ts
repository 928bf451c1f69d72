import type { MicroChange } from '../../reports/model/micro.ts'
import { rankTest } from './rank-test.ts'

/** Of a claim that is wrong, before it is divided by the number of hot paths that are looked at. */
const ALPHA = 0.05
/** Less is never claimed: code moved in memory does as much. */
const LEAST_SHARE = 0.02
const NOISES = 3

export const median = (values: readonly number[]): number => {
  const ascending = values.toSorted((a, b) => a - b)
  const middle = Math.floor(ascending.length / 2)
  const upper = ascending[middle] ?? Number.NaN
  return ascending.length % 2 === 1 ? upper : ((ascending[middle - 1] ?? upper) + upper) / 2
}

/** Median absolute deviation as a share of the median: the noise between rounds of one build. */
const noiseOf = (values: readonly number[]) => {
  const middle = median(values)
  return median(values.map((value) => Math.abs(value - middle))) / middle
}

/**
 * Whether this build differs from another by rounds that were measured in turns. Claimed only when it
 * is significant (`looks` hot paths share the chance of a false claim) and the medians are further
 * apart than three times the noise of either build, and than 2 %.
 */
export function judgeChange(
  ownNs: readonly number[],
  othersNs: readonly number[],
  looks: number,
): MicroChange {
  const share = median(ownNs) / median(othersNs) - 1
  const limit = Math.max(LEAST_SHARE, NOISES * Math.max(noiseOf(ownNs), noiseOf(othersNs)))
  const probability = rankTest(ownNs, othersNs)
  const claimed = probability < ALPHA / looks && Math.abs(share) > limit
  const verdict = claimed ? (share > 0 ? 'slower' : 'faster') : '~'
  return { share, limit, probability, verdict }
}

/** How many rounds of each build it takes before any difference could be claimed. */
export function roundsNeeded(looks: number): number {
  let rounds = 1
  // The least probability that the rank test can give: all of one below all of the other.
  const ascending = (from: number) => Array.from({ length: rounds }, (_, index) => from + index)
  while (rankTest(ascending(0), ascending(rounds)) >= ALPHA / looks) rounds++
  return rounds
}
