import { setTimeout as sleep } from 'node:timers/promises'
import type { OperationKind } from '../../protocol/message.ts'
import type { Begun } from '../journal-record.ts'
import type { DirectoryAccess } from './directory-pool.ts'
import { type AccountState, readAccount } from './read-account.ts'

/** What was known of the account before the write whose answer is missing. */
export type BeforeWrite = Pick<Begun, 'operation' | 'mustChangeAtNextLogon' | 'pwdLastSet'>

export type Settled = 'applied' | 'not-applied' | 'unknown'

/** Whether the account looks as if the write was done; pure. */
export function judgeWrite(before: BeforeWrite, after: AccountState): Settled {
  if (before.operation === 'unlock') return after.lockoutTime === '0' ? 'applied' : 'not-applied'
  if (after.pwdLastSet !== before.pwdLastSet) return 'applied'
  // A reset that asks for another password at the next logon leaves 0 where 0 was.
  const saysNothing = before.mustChangeAtNextLogon && before.pwdLastSet === '0'
  return saysNothing ? 'unknown' : 'not-applied'
}

/** Real time: a directory that just dropped its connections is given a moment. */
const RETRY_AFTER_MS = [0, 200, 500, 1_000, 2_000] as const
/** A write whose connection broke may still be under way in the directory. */
const SECOND_LOOK_AFTER_MS = 500

async function readPatiently(pool: DirectoryAccess, objectGuid: Buffer) {
  for (const waitMs of RETRY_AFTER_MS) {
    if (waitMs > 0) await sleep(waitMs)
    try {
      return { account: await readAccount(pool, objectGuid) }
    } catch {
      // Not reachable: the next attempt, or the end of patience.
    }
  }
  return undefined
}

async function lookOnce(
  pool: DirectoryAccess,
  objectGuid: Buffer,
  before: BeforeWrite,
): Promise<Settled> {
  const read = await readPatiently(pool, objectGuid)
  if (read === undefined) return 'unknown'
  // Deleted meanwhile: there is nothing left that the write could have changed.
  return read.account === undefined ? 'not-applied' : judgeWrite(before, read.account)
}

/** Reads the account until it is known whether the write was done, or cannot be known. */
export async function settleUnknown(
  pool: DirectoryAccess,
  objectGuid: Buffer,
  before: BeforeWrite,
): Promise<Settled> {
  const first = await lookOnce(pool, objectGuid, before)
  if (first !== 'not-applied') return first
  await sleep(SECOND_LOOK_AFTER_MS)
  return lookOnce(pool, objectGuid, before)
}

/** What a write that was done is told as. */
export const appliedOutcome = (operation: OperationKind) =>
  operation === 'unlock' ? 'unlocked' : 'changed'
