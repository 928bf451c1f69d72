import { TargetError } from '../errors.ts'

/** What a judge's client of a portal rejects with when no answer came. */
export const silentPortal = (request: string, cause: unknown): TargetError =>
  new TargetError(
    'portal',
    `no answer to ${request} (${String(cause)})`,
    'is it up, and is its port open?',
  )
