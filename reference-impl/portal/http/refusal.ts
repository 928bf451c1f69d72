import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Problem } from '../../../harness/contract/portal.ts'

export type FieldProblem = NonNullable<Problem['errors']>[number]

interface RefusalDetails {
  /** Where HTTP has a status of its own for the case (404, 413, …); else the outcome's. */
  readonly status?: number
  readonly errors?: readonly FieldProblem[]
  readonly operationId?: string
  readonly retryAfterS?: number
}

/** Thrown wherever a request cannot go on; becomes a problem+json in one place. */
export class Refusal extends Error {
  readonly code: OutcomeCode
  readonly details: RefusalDetails

  constructor(code: OutcomeCode, details: RefusalDetails = {}) {
    super(code)
    this.code = code
    this.details = details
  }
}

/** PWB-LOAD-7: told at once instead of queueing. */
export const OVERLOADED = { retryAfterS: 1 } as const
