import { DOMAIN, DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import { LONG_NAME } from './accounts.ts'
import { peoplePlans } from './people.ts'

export const EXCLUSIVE_BASE_DN = `OU=Conformance,${DOMAIN_DN}`
/** Prepared accounts: so many at least, so many more for each further check, never more than all checks need. */
const ORDINARY = { first: 40, each: 5, most: 320 } as const
const EACH_MODE = { first: 6, each: 1, most: 20 } as const
const LONG_NAMED = 6
/** Each character that a distinguished name must escape, where it must be (PWB-LOOK-8). */
const ODD_NAMES = [
  ' leading space',
  '#leading number sign',
  'comma, inside',
  'plus + sign',
  'quote " mark',
  'back\\slash',
  'less < greater >',
  'semi; colon',
  'equals = sign',
  'sla/sh',
  'trailing space ',
  'line\r\nbreak',
  'Ünïcödé 名前 😀',
] as const
/** Below it the agent's service account has no rights, by the directory's configuration. */
export const UNDELEGATED_DN = `OU=Undelegated,${EXCLUSIVE_BASE_DN}`
const UNDELEGATED = 4
const enough = ({ first, each, most }: typeof ORDINARY | typeof EACH_MODE, checks: number) =>
  Math.min(most, first + each * checks)

const accountPlans = (ordinaryAccounts: number, eachMode: number) => {
  const ordinary = Array.from({ length: ordinaryAccounts }, (_, index) => ({
    samAccountName: `probe${String(index).padStart(3, '0')}`,
  }))
  const longNamed = Array.from({ length: LONG_NAMED }, (_, index) => ({
    samAccountName: `long${index}`,
    userPart: `long${index}.`.padEnd(LONG_NAME - DOMAIN.length - 1, 'n'),
  }))
  return [...ordinary, ...longNamed, ...peoplePlans(eachMode)]
}

const plansNamed = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ samAccountName: `${name}${index}` }))

/** Makes the people of the lane for so many checks, known to the portal. */
export async function makeExclusivePeople(stage: Stage, tenant: string, checks: number) {
  const ordinary = enough(ORDINARY, checks)
  const longNamed = ordinary + LONG_NAMED
  const plans = accountPlans(ordinary, enough(EACH_MODE, checks))
  const accounts = await stage.createAccounts(EXCLUSIVE_BASE_DN, plans)
  const odd = await stage.createAccounts(
    `OU=Odd,${EXCLUSIVE_BASE_DN}`,
    ODD_NAMES.map((commonName, index) => ({ samAccountName: `odd${index}`, commonName })),
  )
  const undelegated = await stage.createAccounts(UNDELEGATED_DN, plansNamed('outside', UNDELEGATED))
  await stage.synchronise(tenant, [...accounts, ...undelegated, ...odd])
  return {
    ordinary: accounts.slice(0, ordinary),
    longNamed: accounts.slice(ordinary, longNamed),
    byMode: accounts.slice(longNamed),
    odd,
    undelegated,
  }
}
