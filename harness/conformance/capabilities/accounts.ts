import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

const PROTECTED_GROUP = `CN=Domain Admins,CN=Users,${DOMAIN_DN}`
const ACCOUNT_DISABLED = '514'
const MOST_WRONG_BINDS = 20

/** `name` padded to this many characters of user principal name: the longest that PWB-MSG-5 names. */
export const LONG_NAME = 113

const next = (pool: readonly Account[]) => {
  let used = 0
  return () => {
    const account = pool[used++]
    if (account === undefined) throw new Error(`all ${pool.length} prepared accounts are used`)
    return account
  }
}

/** Hands out prepared accounts, each once. */
export function accountsOf(
  stage: Stage,
  ordinary: readonly Account[],
  longNamed: readonly Account[],
): Capabilities['accounts'] {
  return {
    take: next(ordinary),
    takeLongName: next(longNamed),
    protect: (account) => stage.seed.addMember(PROTECTED_GROUP, account.dn),
    disable: (account) => stage.seed.modify(account.dn, { userAccountControl: [ACCOUNT_DISABLED] }),
    remove: (account) => stage.seed.remove(account.dn),
    async lock(account) {
      for (let tries = 0; tries < MOST_WRONG_BINDS; tries++) {
        const verdict = await stage.judge.bind(account.user, `${account.password}x`)
        if (!verdict.accepted && verdict.data === '775') return
      }
      throw new Error(`not locked after ${MOST_WRONG_BINDS} wrong binds`)
    },
  }
}
