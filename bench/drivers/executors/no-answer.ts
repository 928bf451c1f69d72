import { errors } from 'undici'
import type { NoOutcome } from '../../measure/outcomes.ts'

const TIMEOUTS: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Codes of a call that was made wrongly: nothing of the network, and nothing that a target did. */
const OURS: ReadonlySet<string> = new Set([
  'ERR_ASSERTION',
  'ERR_INVALID_ARG_TYPE',
  'ERR_INVALID_ARG_VALUE',
  'UND_ERR_INVALID_ARG',
])

/**
 * Why an HTTP request has no answer, by the error that undici threw. What is no error of the network has no
 * code, or one of ours: it is thrown on, so that no target is blamed for it.
 */
export function whyNoAnswer(error: unknown): NoOutcome {
  // Not every one of these has a code.
  if (error instanceof errors.HTTPParserError) return 'connection-lost'
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  if (typeof code !== 'string' || OURS.has(code)) throw error
  return TIMEOUTS.has(code) ? 'no-answer-in-time' : 'connection-lost'
}

/** The same, where the fault has to wait until all that goes on is ended: it is put to `faults`. */
export function whyNoAnswerOr(faults: unknown[], error: unknown): NoOutcome {
  try {
    return whyNoAnswer(error)
  } catch (fault) {
    faults.push(fault)
    return 'answer-not-understood'
  }
}
