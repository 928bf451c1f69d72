import type { RequirementResult } from '../../reports/model/result.ts'

/** What judging one requirement came to. */
export interface Judgement {
  /** Capabilities that the requirement needs and the target does not give. */
  readonly missing: readonly string[]
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
  missing,
  findings,
  evidence,
  thrown,
}: Judgement): Pick<RequirementResult, 'verdict' | 'reason'> {
  if (missing.length > 0) {
    return { verdict: 'not-proven', reason: `the target lacks: ${missing.join(', ')}` }
  }
  const why = thrown === undefined ? {} : { reason: thrown }
  if (findings > 0) return { verdict: 'fail', ...why }
  if (thrown !== undefined) return { verdict: 'error', ...why }
  return evidence > 0
    ? { verdict: 'pass' }
    : { verdict: 'error', reason: 'the check recorded no evidence' }
}
