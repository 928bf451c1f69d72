import type { RequirementResult } from './result.ts'
import { isWaived } from './waived.ts'
import type { Verdict } from './words.ts'

/**
 * How many requirements have each verdict; `fail` leaves out those that are waived, `asked` those that
 * do not apply.
 */
export type Tally = Readonly<Record<Verdict | 'waived' | 'asked', number>>

export function tallyVerdicts(
  requirements: readonly Pick<RequirementResult, 'verdict' | 'findings'>[],
): Tally {
  const tally = { pass: 0, fail: 0, waived: 0, 'not-proven': 0, 'not-applicable': 0, error: 0 }
  for (const each of requirements) tally[isWaived(each) ? 'waived' : each.verdict]++
  return { ...tally, asked: requirements.length - tally['not-applicable'] }
}
