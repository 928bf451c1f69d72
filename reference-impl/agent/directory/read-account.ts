import type { Entry } from 'ldapts'
import { DirectoryError } from './directory-failure.ts'
import { type DirectoryAccess, readWith } from './directory-pool.ts'
import { textIn, textsIn } from './entry.ts'
import { isProtectedPrimaryGroup } from './protected-sids.ts'

/** An account as it is now, read right before it is written. */
export interface AccountState {
  /** How to name it in a write: by objectGUID, so that no rename or move can lead to another account. */
  readonly target: string
  readonly disabled: boolean
  /** Marked by the directory, or by its primary group. */
  readonly marked: boolean
  readonly memberOf: readonly string[]
  /** 100-nanosecond intervals since 1601, as the directory prints them; '0': must change. */
  readonly pwdLastSet: string
  readonly lockoutTime: string
}

const ATTRIBUTES = [
  'userAccountControl',
  'adminCount',
  'memberOf',
  'primaryGroupID',
  'pwdLastSet',
  'lockoutTime',
]
const ACCOUNT_DISABLED = 0x2
const NO_SUCH_OBJECT = 32

/** The search base and write target that names an object by the 16 bytes of its objectGUID. */
const guidTarget = (objectGuid: Buffer): string => `<GUID=${objectGuid.toString('hex')}>`

function stateIn(entry: Entry, target: string): AccountState {
  const text = (name: string) => textIn(entry, name) ?? '0'
  return {
    target,
    disabled: (Number(text('userAccountControl')) & ACCOUNT_DISABLED) !== 0,
    marked: text('adminCount') === '1' || isProtectedPrimaryGroup(Number(text('primaryGroupID'))),
    memberOf: textsIn(entry, 'memberOf'),
    pwdLastSet: text('pwdLastSet'),
    lockoutTime: text('lockoutTime'),
  }
}

const saysGone = (error: unknown): boolean =>
  error instanceof DirectoryError &&
  error.failure.kind === 'refused' &&
  error.failure.code === NO_SUCH_OBJECT

/** Undefined when the directory has no such object any more. Throws DirectoryError. */
export async function readAccount(
  pool: DirectoryAccess,
  objectGuid: Buffer,
): Promise<AccountState | undefined> {
  const target = guidTarget(objectGuid)
  try {
    const { searchEntries } = await readWith(pool, (client) =>
      client.search(target, { scope: 'base', attributes: ATTRIBUTES }),
    )
    const [entry] = searchEntries
    return entry === undefined ? undefined : stateIn(entry, target)
  } catch (error) {
    if (saysGone(error)) return undefined
    throw error
  }
}
