import type { RequirementResult } from './result.ts'
import { isWaived, waiverWords } from './waived.ts'

type Weighed = Pick<RequirementResult, 'level' | 'verdict' | 'findings' | 'reason'>

/** What one requirement does to the exit code: `good` proves, `bad` forbids 0, `open` does neither. */
export type Weight = 'good' | 'bad' | 'open'

const BY_LEVEL = { MUST: 'bad', SHOULD: 'open' } as const

/** For formats that know only good and bad: agrees with `decide`, requirement by requirement. */
export function weightOf(requirement: Weighed): Weight {
  const { verdict, level } = requirement
  if (verdict === 'pass') return 'good'
  if (verdict === 'error') return 'bad'
  if (verdict === 'not-applicable' || isWaived(requirement)) return 'open'
  return BY_LEVEL[level]
}

/** Why a requirement that is not proven does not decide; empty for one that does. */
export function openWords(requirement: Weighed): string {
  if (weightOf(requirement) !== 'open') return ''
  const { verdict, findings, reason } = requirement
  if (verdict === 'not-applicable') return `not applicable: ${reason ?? 'not in this profile'}`
  if (isWaived(requirement)) return findings.map(waiverWords).join('; ')
  const codes = findings.map(({ code }) => code).join(', ')
  return `a SHOULD that is ${verdict === 'fail' ? 'not met' : 'not proven'}: ${reason ?? codes}`
}
