import type { Account } from '../../target/accounts.ts'
import type { SeedEntry } from '../../target/directory/directory-seed.ts'
import { Unsupported } from '../../target/errors.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'
import { handOut } from './hand-out.ts'

const PROTECTED_GROUP = `CN=Domain Admins,CN=Users,${DOMAIN_DN}`
const ACCOUNT_DISABLED = '514'
const MOST_WRONG_BINDS = 20

/** `name` padded to this many characters of user principal name: the longest that PWB-MSG-5 names. */
export const LONG_NAME = 113

const INTERVALS_PER_MS = 10_000
const HALF_HOUR_MS = 30 * 60_000
const interval = (ms: number) => String(-ms * INTERVALS_PER_MS)

/** A fine-grained policy for one account, like the domain's but for the age at which passwords end. */
function passwordAgePolicy({ dn }: Account, maximumAgeMs: number): SeedEntry {
  const name = `age-${/^CN=([^,]+)/i.exec(dn)?.[1] ?? ''}`
  return {
    dn: `CN=${name},CN=Password Settings Container,CN=System,${DOMAIN_DN}`,
    attributes: {
      objectClass: ['top', 'msDS-PasswordSettings'],
      'msDS-PasswordSettingsPrecedence': ['10'],
      'msDS-PasswordReversibleEncryptionEnabled': ['FALSE'],
      'msDS-PasswordHistoryLength': ['24'],
      'msDS-PasswordComplexityEnabled': ['TRUE'],
      'msDS-MinimumPasswordLength': ['8'],
      'msDS-MinimumPasswordAge': ['0'],
      'msDS-MaximumPasswordAge': [interval(maximumAgeMs)],
      'msDS-LockoutThreshold': ['0'],
      'msDS-LockoutObservationWindow': [interval(HALF_HOUR_MS)],
      'msDS-LockoutDuration': [interval(HALF_HOUR_MS)],
      'msDS-PSOAppliesTo': [dn],
    },
  }
}

/** Hands out prepared accounts, each once. */
export function accountsOf(
  stage: Pick<Stage, 'addEntries' | 'judge' | 'seed'>,
  ordinary: readonly Account[],
  longNamed: readonly Account[],
): Capabilities['accounts'] {
  return {
    take: handOut(ordinary),
    takeLongName: handOut(longNamed),
    protect: (account) => stage.seed.addMember(PROTECTED_GROUP, account.dn),
    disable: (account) => stage.seed.modify(account.dn, { userAccountControl: [ACCOUNT_DISABLED] }),
    remove: (account) => stage.seed.remove(account.dn),
    forceChange: (account) => stage.seed.modify(account.dn, { pwdLastSet: ['0'] }),
    limitPasswordAge: (account, maximumAgeMs) =>
      stage.addEntries([passwordAgePolicy(account, maximumAgeMs)]),
    async lock(account) {
      for (let tries = 0; tries < MOST_WRONG_BINDS; tries++) {
        const verdict = await stage.judge.bind(account.user, `${account.password}x`)
        if (!verdict.accepted && verdict.data === '775') return
      }
      const problem = `it locks no account after ${MOST_WRONG_BINDS} wrong binds`
      throw new Unsupported('directory', problem)
    },
  }
}
