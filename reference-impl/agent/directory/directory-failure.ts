import { ResultCodeError } from 'ldapts'

/** How a call to the directory ended without success. */
export type DirectoryFailure =
  | {
      readonly kind: 'refused'
      /** LDAP result code. */
      readonly code: number
      /** The Win32 error that Active Directory names first, upper case (`0000052D`); '' if none. */
      readonly hex: string
    }
  /** The request never left. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** It left, and no answer came: whether it was done is not known. */
  | { readonly kind: 'lost'; readonly reason: string; readonly timedOut: boolean }

export class DirectoryError extends Error {
  readonly failure: DirectoryFailure

  constructor(failure: DirectoryFailure) {
    super(describeFailure(failure))
    this.failure = failure
  }
}

/** For events: codes, never the directory's text, which may quote names. */
export const describeFailure = (failure: DirectoryFailure): string =>
  failure.kind === 'refused'
    ? `LDAP result ${failure.code}${failure.hex && ` ${failure.hex}`}`
    : `${failure.kind}: ${failure.reason}`

const LEADING_HEX = /^\s*([0-9a-f]{8}):/i

const refusedBy = ({ code, message }: ResultCodeError): DirectoryFailure => ({
  kind: 'refused',
  code,
  hex: LEADING_HEX.exec(message)?.[1]?.toUpperCase() ?? '',
})

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
