import type { RequirementResult } from './result.ts'

type Failing = Pick<RequirementResult, 'verdict' | 'findings'>

/** A failure each of whose findings is waived: it is shown, and does not decide. */
export const isWaived = ({ verdict, findings }: Failing): boolean =>
  verdict === 'fail' && findings.length > 0 && findings.every(({ waiver }) => waiver !== undefined)

/** A failure that decides: at least one of its findings is waived by nobody. */
export const isViolation = (requirement: Failing): boolean =>
  requirement.verdict === 'fail' && !isWaived(requirement)

/** The waiver of a finding as words; empty: none. */
export const waiverWords = ({ waiver }: RequirementResult['findings'][number]): string =>
  waiver === undefined ? '' : `waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`
