import type { NoOutcome } from '../../measure/outcomes.ts'

const TIMEOUTS: ReadonlySet<unknown> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** Why an HTTP request has no answer, by the error that undici threw. */
export function whyNoAnswer(error: unknown): NoOutcome {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return TIMEOUTS.has(code) ? 'no-answer-in-time' : 'connection-lost'
}
