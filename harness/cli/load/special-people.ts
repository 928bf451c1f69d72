import { passwordFor } from '../../../bench/workload/passwords.ts'
import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import type { RefusalName } from '../../../bench/workload/scenario/mix.ts'
import { organizationalUnit, planAccount } from '../../target/accounts.ts'
import type { SeedEntry } from '../../target/directory/directory-seed.ts'
import {
  passwordSettings,
  type PasswordSettings,
} from '../../target/directory/password-settings.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { StormPeople } from './storm-people.ts'

/** One person in a state that refuses. */
interface Special {
  readonly refusal: RefusalName
  readonly user: string
  readonly dn: string
  readonly totpSecret: string
  readonly password: string
  readonly entry: SeedEntry
}

const UNIT = 'Refused'
const MONTH_MS = 30 * 24 * 60 * 60_000
const DISABLED = '514'
const ENABLED = '512'
const PROTECTED_GROUP = `CN=Domain Admins,CN=Users,${DOMAIN_DN}`
const WRONG_BINDS = 3
const LOCKED = '775'

/** A policy of its own for those whose state is the policy's doing: it outlasts the load. */
const POLICIES: Readonly<Partial<Record<RefusalName, PasswordSettings>>> = {
  'too-young': { precedence: 10, minimumAgeMs: MONTH_MS },
  locked: { precedence: 11, lockoutThreshold: WRONG_BINDS, lockoutMs: MONTH_MS },
}

async function lock({ judge }: Stage, { user, password }: Special) {
  for (let tries = 0; tries <= WRONG_BINDS; tries++) {
    const verdict = await judge.bind(user, `${password}x`)
    if (!verdict.accepted && verdict.data === LOCKED) return
  }
  throw new Error(`${user}: not locked after ${WRONG_BINDS + 1} wrong binds`)
}

/** What is done to an account that exists, to put it into the state. */
const STATES: Readonly<
  Partial<Record<RefusalName, (stage: Stage, special: Special) => Promise<void>>>
> = {
  disabled: ({ seed }, { dn }) => seed.modify(dn, { userAccountControl: [DISABLED] }),
  protected: ({ seed }, { dn }) => seed.addMember(PROTECTED_GROUP, dn),
  locked: lock,
}

/** What lets an account bind again, so that its password can be read back. */
const RELEASES: Readonly<Partial<Record<RefusalName, Record<string, string[]>>>> = {
  disabled: { userAccountControl: [ENABLED] },
  locked: { lockoutTime: ['0'] },
}

const specialsOf = (
  { baseDn, passwordSecret }: StormPeople,
  { pools, nobodyFrom }: CompiledStorm,
): Special[] =>
  pools
    .filter(({ from }) => from < nobodyFrom)
    .flatMap(({ refusal, from, count }) =>
      Array.from({ length: count }, (_, index) => {
        const { account, entry } = planAccount({
          samAccountName: `wb-${refusal.slice(0, 9)}-${index}`,
          baseDn: `OU=${UNIT},${baseDn}`,
        })
        const password = passwordFor(passwordSecret, from + index, 0)
        const { user, dn, totpSecret } = account
        return { refusal, user, dn, totpSecret, password, entry: { ...entry, password } }
      }),
    )

export interface SpecialPeople {
  /** The people and those whom a correct system refuses, behind them. */
  readonly people: StormPeople
  /** Puts them into their states; they exist already. */
  settle(stage: Stage): Promise<void>
  /** Lets those bind who could not: their passwords can then be read back. */
  release(stage: Stage): Promise<void>
}

/** Adds the accounts that a storm's refusals need. */
export function withSpecialPeople(people: StormPeople, storm: CompiledStorm): SpecialPeople {
  const specials = specialsOf(people, storm)
  if (specials.length === 0) {
    return { people, settle: async () => undefined, release: async () => undefined }
  }
  return {
    people: {
      ...people,
      entries: [
        ...people.entries,
        organizationalUnit(`OU=${UNIT},${people.baseDn}`),
        ...specials.map(({ entry }) => entry),
      ],
      accounts: [
        ...people.accounts,
        ...specials.map(({ user, totpSecret }) => ({ user, totpSecret })),
      ],
    },
    async settle(stage) {
      for (const [refusal, policy] of Object.entries(POLICIES)) {
        const dns = specials.filter((each) => each.refusal === refusal).map(({ dn }) => dn)
        if (dns.length === 0) continue
        await stage.addEntries([passwordSettings(`load-${refusal}`, policy, dns)])
      }
      for (const special of specials) await STATES[special.refusal]?.(stage, special)
    },
    async release({ seed }) {
      for (const { refusal, dn } of specials) {
        const changes = RELEASES[refusal]
        if (changes !== undefined) await seed.modify(dn, changes)
      }
    },
  }
}
