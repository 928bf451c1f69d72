import type { Account } from '../../target/accounts.ts'

/** Hands out prepared accounts, each once. */
export const handOut = (pool: readonly Account[]) => {
  let used = 0
  return () => {
    const account = pool[used++]
    if (account === undefined) throw new Error(`all ${pool.length} prepared accounts are used`)
    return account
  }
}
