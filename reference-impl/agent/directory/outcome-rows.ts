import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { OperationKind } from '../../protocol/message.ts'
import type { DirectoryFailure } from './directory-failure.ts'

interface Row {
  /** LDAP result codes; absent: any. */
  readonly codes?: readonly number[]
  /** Win32 errors; absent: any; '' = the directory named none. */
  readonly hex?: readonly string[]
  readonly operations?: readonly OperationKind[]
  readonly outcome: OutcomeCode
}

const CHANGE: readonly OperationKind[] = ['change']

/**
 * What a directory's refusal of the write, or of the bind before it, means: the first row that fits. Windows answers a reset
 * that breaks policy with 53 and a change with 19, both `0000052D`; Samba before 4.24 both with 19.
 */
const ROWS: readonly Row[] = [
  // Of a bind, so before any write: the service account was not let in, whatever becomes of the person's.
  { codes: [49], outcome: 'no-permission' },
  { hex: ['0000052D'], outcome: 'policy' },
  { hex: ['00000056'], outcome: 'wrong-current-password' },
  { hex: ['00000775'], outcome: 'account-locked' },
  { codes: [32], outcome: 'user-not-found' },
  { codes: [12], outcome: 'directory-configuration' },
  { codes: [19], hex: ['00000005', ''], operations: CHANGE, outcome: 'change-not-allowed' },
  { codes: [50], outcome: 'no-permission' },
  // Attribute syntax: a value that the directory does not take as a password.
  { codes: [21], outcome: 'password-not-representable' },
  // busy, unavailable
  { codes: [51, 52], outcome: 'directory-unavailable' },
]

const fits = <T>(allowed: readonly T[] | undefined, value: T) =>
  allowed === undefined || allowed.includes(value)

/** The outcome of a call that did not succeed; undefined when it is not known whether it did. */
export function outcomeOfFailure(
  failure: DirectoryFailure,
  operation: OperationKind,
): OutcomeCode | undefined {
  if (failure.kind === 'unreachable') return 'directory-unavailable'
  if (failure.kind === 'lost') return undefined
  const row = ROWS.find(
    ({ codes, hex, operations }) =>
      fits(codes, failure.code) && fits(hex, failure.hex) && fits(operations, operation),
  )
  return row?.outcome ?? 'directory-error'
}
