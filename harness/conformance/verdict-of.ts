import type { RequirementResult } from '../../reports/model/result.ts'

/** What judging one requirement came to. */
export interface Judgement {
  /** Why the target cannot be judged by it: what it lacks, or does not do by its own word. */
  readonly unproven?: string
  readonly findings: number
  readonly evidence: number
  /** What the check threw; absent: it ended by itself. */
  readonly thrown?: string
}

/**
 * The verdict of one requirement. What is missing is never a pass; a finding stands, also when the check
 * broke off after it; a check that broke off or saw nothing has proven nothing, and that is the tool's fault.
 */
export function verdictOf({
  unproven,
  findings,
  evidence,
  thrown,
}: Judgement): Pick<RequirementResult, 'verdict' | 'reason'> {
  const reason = unproven ?? thrown
  const why = reason === undefined ? {} : { reason }
  if (findings > 0) return { verdict: 'fail', ...why }
  if (unproven !== undefined) return { verdict: 'not-proven', ...why }
  if (thrown !== undefined) return { verdict: 'error', ...why }
  return evidence > 0
    ? { verdict: 'pass' }
    : { verdict: 'error', reason: 'the check recorded no evidence' }
}
