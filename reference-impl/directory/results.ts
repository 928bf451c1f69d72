import type { DialectName } from './dialects.ts'
import { CODE } from './ldap/protocol.ts'
import type { Result } from './ldap/response.ts'
import { RESULTS, type Situation } from './results-table.ts'

/** What a refusal names besides its situation; never a secret. */
export interface RefusalDetail {
  readonly detail?: string
  /** The last entry on the way to one that is missing. */
  readonly matchedDn?: string
  readonly referral?: string
}

/** Thrown to end an operation without success. */
export class Refusal extends Error {
  readonly situation: Situation
  readonly detail: RefusalDetail

  constructor(situation: Situation, detail: RefusalDetail = {}) {
    super(situation)
    this.situation = situation
    this.detail = detail
  }
}

export const SUCCESS: Result = { code: CODE.success, text: '' }

/** The result that a refusal becomes in a dialect. */
export function resultOf({ situation, detail }: Refusal, dialect: DialectName): Result {
  const { code, [dialect]: text } = RESULTS[situation]
  const { detail: added = '', matchedDn = '', referral } = detail
  // A referral has to say where to; a dialect that has nowhere to send says that the entry is missing.
  const missing = code === CODE.referral && referral === undefined
  return {
    code: missing ? CODE.noSuchObject : code,
    text: text.replaceAll('{detail}', () => added).replaceAll('{matched}', () => matchedDn),
    ...(matchedDn !== '' && { matchedDn }),
    ...(referral !== undefined && { referral }),
  }
}
