import { type OperationAnswer, type Problem } from '../../../harness/contract/portal.ts'
import { OUTCOMES, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Faults } from '../../faults.ts'
import type { Told } from '../operations/operations.ts'
import { OVERLOADED, Refusal } from './refusal.ts'

/** What a route answers: JSON, or problem+json (RFC 9457) where `problem` says so. */
export interface Answer {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
  readonly problem?: true
}

export const ok = (body: object): Answer => ({ status: 200, body })

const FIRST_REFUSING_STATUS = 400

/** As a member of an answer: absent where the product's own documents do not name the outcome. */
const publishedOf = (code: OutcomeCode) => {
  const { published } = OUTCOMES[code]
  return published === null ? {} : { published }
}

/** The one place where an outcome becomes an HTTP answer. */
export function createAnswers(faults: Faults) {
  const remedyOf = (code: OutcomeCode) => {
    const { http, remedy } = OUTCOMES[code]
    return http >= FIRST_REFUSING_STATUS && faults.fires('portal-drops-remedy') ? '' : remedy
  }

  const messageOf = (code: OutcomeCode) =>
    faults.fires('portal-one-text-for-all') ? 'This did not work.' : OUTCOMES[code].message

  function refused({ code, details }: Refusal, trackingId: string): Answer {
    const { status = OUTCOMES[code].http, errors, operationId, retryAfterS } = details
    const { definite } = OUTCOMES[code]
    const body: Problem = {
      type: `urn:writeback:outcome:${code}`,
      title: code.replaceAll('-', ' '),
      status,
      code,
      definite,
      detail: messageOf(code),
      remedy: remedyOf(code),
      ...publishedOf(code),
      trackingId,
      ...(operationId !== undefined && { operationId }),
      ...(errors !== undefined && { errors: [...errors] }),
    }
    return {
      status,
      body,
      problem: true,
      ...(retryAfterS !== undefined && { headers: { 'retry-after': String(retryAfterS) } }),
    }
  }

  const operationBody = ({ operationId, code, until }: Told): OperationAnswer => {
    const { definite, message } = OUTCOMES[code]
    return {
      operationId,
      code,
      definite,
      message,
      remedy: remedyOf(code),
      ...publishedOf(code),
      ...(until !== undefined && { until }),
    }
  }

  return {
    refused,
    /** GET /operations/{id}: whatever the outcome is, the question itself was answered. */
    operation: (told: Told): Answer => ok(operationBody(told)),
    /** The answer to the request that asked for the operation (PWB-FLOW-10, PWB-POL-12). */
    outcome(told: Told, trackingId: string): Answer {
      const { operationId, code } = told
      const { http } = OUTCOMES[code]
      if (http >= FIRST_REFUSING_STATUS) {
        const retry = code === 'overloaded' ? OVERLOADED : {}
        return refused(new Refusal(code, { operationId, ...retry }), trackingId)
      }
      const body = operationBody(told)
      if (code !== 'outcome-unknown') return { status: http, body }
      if (faults.fires('portal-hides-operation-ids')) {
        return { status: http, body: { ...body, operationId: undefined } }
      }
      return { status: http, body, headers: { location: `/operations/${operationId}` } }
    },
  }
}
export type Answers = ReturnType<typeof createAnswers>
