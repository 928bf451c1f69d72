import { ResultCodeError } from 'ldapts'
import { bindDataIn, describeBindRefusal } from './bind-refusals.ts'

/** How a call to the directory ended without success. */
export type DirectoryFailure =
  | {
      readonly kind: 'refused'
      /** LDAP result code. */
      readonly code: number
      /** The Win32 error that Active Directory names first, upper case (`0000052D`); '' if none. */
      readonly hex: string
      /** Of a bind that the directory refused: its reason, a number of `bind-refusals.ts`. */
      readonly bindData?: string
    }
  /** The request never left. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** It left, and no answer came: whether it was done is not known. */
  | { readonly kind: 'lost'; readonly reason: string; readonly timedOut: boolean }

const INVALID_CREDENTIALS = 49

export class DirectoryError extends Error {
  readonly failure: DirectoryFailure

  constructor(failure: DirectoryFailure) {
    super(describeFailure(failure))
    this.failure = failure
  }
}

/** For events: codes and our words for them, never the directory's text, which may quote names. */
export function describeFailure(failure: DirectoryFailure): string {
  if (failure.kind !== 'refused') return `${failure.kind}: ${failure.reason}`
  const { code, hex, bindData } = failure
  const why = bindData === undefined ? '' : `: ${describeBindRefusal(bindData)}`
  return `LDAP result ${code}${hex && ` ${hex}`}${why}`
}

const LEADING_HEX = /^\s*([0-9a-f]{8}):/i

function refusedBy({ code, message }: ResultCodeError): DirectoryFailure {
  const hex = LEADING_HEX.exec(message)?.[1]?.toUpperCase() ?? ''
  const bindData = code === INVALID_CREDENTIALS ? bindDataIn(message) : undefined
  return { kind: 'refused', code, hex, ...(bindData !== undefined && { bindData }) }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error)

/** Errors of connecting carry Node's code; ldapts wraps those of a request under way. */
const neverLeft = (error: unknown): boolean =>
  (error instanceof Error && 'code' in error && typeof error.code === 'string') ||
  /^(Connection timeout|Socket connection not established)/.test(messageOf(error))

/** For an error of connecting and binding: whatever it was, no request was sent. */
export function connectFailure(error: unknown): DirectoryError {
  if (error instanceof ResultCodeError) return new DirectoryError(refusedBy(error))
  return new DirectoryError({ kind: 'unreachable', reason: messageOf(error) })
}

/** For an error of a request on a bound connection. */
export function requestFailure(error: unknown): DirectoryError {
  if (error instanceof DirectoryError) return error
  if (error instanceof ResultCodeError) return new DirectoryError(refusedBy(error))
  const reason = messageOf(error)
  if (neverLeft(error)) return new DirectoryError({ kind: 'unreachable', reason })
  return new DirectoryError({ kind: 'lost', reason, timedOut: /timed out/.test(reason) })
}
