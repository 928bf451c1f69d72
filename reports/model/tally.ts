import type { RequirementResult } from './result.ts'
import type { Verdict } from './words.ts'

/** How many requirements have each verdict; `asked` leaves out those that do not apply. */
export type Tally = Readonly<Record<Verdict, number>> & { readonly asked: number }

export function tallyVerdicts(requirements: readonly Pick<RequirementResult, 'verdict'>[]): Tally {
  const tally = { pass: 0, fail: 0, 'not-proven': 0, 'not-applicable': 0, error: 0 }
  for (const { verdict } of requirements) tally[verdict]++
  return { ...tally, asked: requirements.length - tally['not-applicable'] }
}
