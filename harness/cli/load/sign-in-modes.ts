import { createRandom } from '../../../bench/workload/random.ts'
import { drawer } from '../../../bench/workload/scenario/draw.ts'
import { SIGN_IN_MODES } from '../../../bench/workload/scenario/mix.ts'
import type { Scenario } from '../../../bench/workload/scenario/schema.ts'
import type { PasswordMode } from '../../contract/origins.ts'
import type { SeedEntry } from '../../target/directory/directory-seed.ts'
import { DOMAIN } from '../../target/plan.ts'
import type { StormPeople } from './storm-people.ts'

/** Suffixes as long as the domain's name, so that no principal name grows beyond its limit. */
const SUFFIXES = {
  'pass-through': DOMAIN,
  'hash-synchronised': 'hash.test',
  federated: 'fede.test',
} as const satisfies Partial<Record<PasswordMode, string>>

/** For a tenant's plan: how the people of each suffix sign in. */
export const SIGN_IN_BY_SUFFIX: Readonly<Record<string, PasswordMode>> = Object.fromEntries(
  SIGN_IN_MODES.map((mode) => [SUFFIXES[mode], mode]),
)

const UPN = 'userPrincipalName'

/** Gives people of the domain the suffixes of their sign-in modes, by the scenario's shares. */
export function withSignInModes(
  people: StormPeople,
  { population: { signIn } }: Scenario,
  seed: number,
): StormPeople {
  const random = createRandom(seed, 'sign-in modes')
  const draw = drawer(signIn, SIGN_IN_MODES)
  const renamed = new Map(
    people.accounts.map(({ user }) => {
      const suffix = SUFFIXES[draw(random)]
      const own = `@${DOMAIN}`
      return [user, user.endsWith(own) ? `${user.slice(0, -own.length)}@${suffix}` : user]
    }),
  )
  const rename = (entry: SeedEntry): SeedEntry => {
    const now = renamed.get(entry.attributes[UPN]?.[0] ?? '')
    return now === undefined
      ? entry
      : { ...entry, attributes: { ...entry.attributes, [UPN]: [now] } }
  }
  return {
    ...people,
    entries: people.entries.map(rename),
    accounts: people.accounts.map((account) => ({
      ...account,
      user: renamed.get(account.user) ?? account.user,
    })),
  }
}
