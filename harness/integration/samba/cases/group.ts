import type { ControlName } from './controls.ts'
import type { OperationName } from './operations.ts'
import type { PasswordName } from './passwords.ts'
import type { Bind, StateName } from './states.ts'

/** Who does it: the delegated service account, a domain administrator, the account itself, some other user. */
export type Actor = 'service' | 'administrator' | 'self' | 'stranger'

/** Result code, and the hex code of the diagnostic text where there is one. */
export type Result = `${number}` | `${number} ${string}`

/** What old and new password are told at a bind afterwards; what is not named follows from state and result. */
export interface Binds {
  readonly old?: Bind
  readonly next?: Bind
}

/** Cases that end alike: every combination of the lists is one. */
export interface CaseGroup {
  readonly operations: readonly OperationName[]
  readonly actors?: readonly Actor[]
  readonly states?: readonly StateName[]
  readonly passwords?: readonly PasswordName[]
  readonly controls?: readonly ControlName[]
  readonly result: Result
  readonly binds?: Binds
  /** Where Windows is known, or documented, to do otherwise. */
  readonly windows?: { readonly result: Result; readonly binds?: Binds; readonly why: string }
}
