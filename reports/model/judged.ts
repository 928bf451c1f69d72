import type { LoadTruth } from './load-violations.ts'
import type { RequirementResult } from './result.ts'
import type { ValidityCheck } from './validity-check.ts'

/** All that a verdict depends on; what is absent did not happen. Faults are one line: cause and remedy. */
export interface Judged {
  readonly requirements: readonly Pick<
    RequirementResult,
    'id' | 'level' | 'verdict' | 'findings' | 'reason'
  >[]
  readonly load: readonly LoadTruth[]
  /** Limits that the run was held to; one without a value to compare is not `ok`. */
  readonly thresholds?: readonly ValidityCheck[] | undefined
  /** What was asked for and has nothing to judge it by, one line each. */
  readonly unjudged?: readonly string[]
  readonly interrupted?: boolean
  /** What is wrong with the input: every problem. */
  readonly badInput?: readonly string[]
  /** A part that was not under test failed, or the machine did. */
  readonly environmentFault?: string
  /** The role under test died. */
  readonly targetFault?: string
  /** The harness failed outside of a check. */
  readonly harnessFault?: string
}
