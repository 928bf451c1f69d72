import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { generatePopulation } from '../../../bench/workload/population/generate.ts'
import { PopulationError, type PopulationEntry } from '../../../bench/workload/population/entry.ts'
import {
  isProtected,
  type Membership,
  splitMemberships,
} from '../../../bench/workload/population/memberships.ts'
import { readPopulation } from '../../../bench/workload/population/read.ts'
import { passwordFor } from '../../../bench/workload/passwords.ts'
import type { SeedEntry } from '../../target/directory/directory-seed.ts'
import { BadInput } from '../../target/errors.ts'
import { DOMAIN, DOMAIN_DN } from '../../target/plan.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { newTotpSecret } from '../../target/trust/secrets.ts'
import type { Stage } from '../../target/stage.ts'

/** The people of a storm: what to make in the directory, and what each of them knows. */
export interface StormPeople {
  readonly source: string
  readonly baseDn: string
  readonly entries: readonly SeedEntry[]
  /** Into groups that the directory has already: done after the entries. */
  readonly memberships: readonly Membership[]
  readonly accounts: readonly { readonly user: string; readonly totpSecret: string }[]
  /** How many of them, from the first, are in no protected group. */
  readonly resettable: number
  /** Makes every password of the run; never written anywhere. */
  readonly passwordSecret: string
}

export interface PeopleOptions {
  readonly population?: string | undefined
  readonly people?: number | undefined
  readonly seed: number
}

const SHIPPED = join(packageRoot, 'bench', 'workload', 'population', 'people-1000.ldif')
export const PEOPLE_DN = `OU=People,${DOMAIN_DN}`
const DIGITS = 6

const newPasswordSecret = () => randomBytes(32).toString('base64url')

async function entriesOf({ population, people, seed }: PeopleOptions) {
  if (people !== undefined) {
    const made = generatePopulation({ people, seed, domain: DOMAIN, baseDn: PEOPLE_DN })
    return { source: `${people} generated people, seed ${seed}`, entries: made.entries }
  }
  const { entries } = await readPopulation(population ?? SHIPPED)
  return { source: population ?? 'the shipped 1,000 people', entries }
}

/** Accounts that no reset may touch come last, so that a load can leave them out. */
function protectedLast(entries: readonly PopulationEntry[]) {
  const guarded = new Set(entries.filter(isProtected).map(({ dn }) => dn))
  const rank = ({ dn }: PopulationEntry) => (guarded.has(dn) ? 1 : 0)
  return (a: PopulationEntry, b: PopulationEntry) => rank(a) - rank(b)
}

/** As many people as that, made in a directory that runs already, where no file says what lies in it. */
export async function makePeople(
  stage: Pick<Stage, 'createAccounts'>,
  count: number,
): Promise<StormPeople> {
  const passwordSecret = newPasswordSecret()
  const plans = Array.from({ length: count }, (_, index) => ({
    samAccountName: `storm${String(index).padStart(DIGITS, '0')}`,
    password: passwordFor(passwordSecret, index, 0),
  }))
  const accounts = await stage.createAccounts(PEOPLE_DN, plans)
  return {
    source: `${count} people made there`,
    baseDn: PEOPLE_DN,
    entries: [],
    memberships: [],
    accounts: accounts.map(({ user, totpSecret }) => ({ user, totpSecret })),
    resettable: count,
    passwordSecret,
  }
}

const isBelow = (dn: string, base: string) =>
  dn.toLowerCase().endsWith(`,${base.toLowerCase()}`) || dn.toLowerCase() === base.toLowerCase()

/** Reads or makes the people. Throws BadInput with every problem and its line. */
export async function gatherPeople(options: PeopleOptions): Promise<StormPeople> {
  if (options.population !== undefined && options.people !== undefined) {
    throw new BadInput(['--population, --people: both say who is there; give one of them'])
  }
  const { source, entries } = await entriesOf(options).catch((error: unknown) => {
    if (!(error instanceof PopulationError)) throw error
    throw new BadInput(
      error.problems.map(({ line, problem }) => `--population: line ${line}: ${problem}`),
    )
  })
  const outside = entries.filter(({ dn }) => !isBelow(dn, PEOPLE_DN))
  if (outside.length > 0) {
    throw new BadInput(
      outside.map(
        ({ dn, line }) =>
          `--population: line ${line}: ${dn} lies outside ${PEOPLE_DN}; put every entry below it`,
      ),
    )
  }
  const passwordSecret = newPasswordSecret()
  const { entries: addable, memberships } = splitMemberships(entries)
  const users = addable.filter(({ kind }) => kind === 'user').toSorted(protectedLast(entries))
  if (users.length === 0) throw new BadInput([`--population: ${source} names no user`])
  const indexOf = new Map(users.map((user, index) => [user, index]))
  const toSeed = (entry: PopulationEntry): SeedEntry => {
    const index = indexOf.get(entry)
    const { dn, attributes } = entry
    if (index === undefined) return { dn, attributes }
    return { dn, attributes, password: passwordFor(passwordSecret, index, 0) }
  }
  return {
    source,
    baseDn: PEOPLE_DN,
    entries: addable.map(toSeed),
    memberships,
    accounts: users.map(({ attributes }) => ({
      user: attributes['userPrincipalName']?.[0] ?? '',
      totpSecret: newTotpSecret(),
    })),
    resettable: users.length - entries.filter(isProtected).length,
    passwordSecret,
  }
}
