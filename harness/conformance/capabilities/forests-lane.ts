import type { Account } from '../../target/accounts.ts'
import { type ForestHand, openForestHand } from '../../target/directory/forest-hand.ts'
import { DOMAIN, DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import { directoryOf, portalOf } from './people.ts'

export const FORESTS_TENANT = 'forests'
export const FORESTS_BASE_DN = `OU=Forests,${DOMAIN_DN}`
export const BRANCH_DOMAIN = 'branch.test'
export const BRANCH_BASE_DN = 'OU=Forests,DC=branch,DC=test'
/** Of the first forest: the PDC emulator, and the only one that the agent may import from. */
export const EMULATOR = `dc1.${DOMAIN}`
export const PREFERRED = `dc2.${DOMAIN}`

const ORDINARY = 12
const PEOPLE = 3
const NORMAL = '512'
const DISABLED = '514'

const isOfThisLane = (controller: string) =>
  [DOMAIN, BRANCH_DOMAIN].some((domain) => controller.endsWith(`.${domain}`))

const KINDS = {
  first: { first: true, second: false },
  second: { first: false, second: true },
  both: { first: true, second: true },
} as const
const KIND_NAMES = ['first', 'second', 'both'] as const
type Kind = (typeof KIND_NAMES)[number]

const kindOf = ({ first, second }: { first: boolean; second: boolean }): Kind => {
  if (first && second) return 'both'
  if (!first && !second) throw new RangeError('a linked person has an enabled account')
  return first ? 'first' : 'second'
}

/** Accounts of `PEOPLE` persons of each kind in one of the forests. */
const linkedPlans = (of: 'first' | 'second') =>
  KIND_NAMES.flatMap((kind) =>
    Array.from({ length: PEOPLE }, (_, index) => ({
      samAccountName: `${kind}-${index}-${of}`,
      mail: `${kind}-${index}@people.example`,
    })),
  )

async function makePeople(stage: Stage, branch: ForestHand) {
  const ordinary = Array.from({ length: ORDINARY }, (_, index) => ({
    samAccountName: `local${index}`,
  }))
  const made = await stage.createAccounts(FORESTS_BASE_DN, [...ordinary, ...linkedPlans('first')])
  const second = await branch.createAccounts(BRANCH_BASE_DN, linkedPlans('second'))
  const first = made.slice(ORDINARY)
  for (const [at, kind] of KIND_NAMES.flatMap((each) => Array<Kind>(PEOPLE).fill(each)).entries()) {
    const { first: firstOn, second: secondOn } = KINDS[kind]
    const [one, other] = [first[at], second[at]]
    if (one && !firstOn) await stage.seed.modify(one.dn, { userAccountControl: [DISABLED] })
    if (other && !secondOn) await branch.seed.modify(other.dn, { userAccountControl: [DISABLED] })
  }
  return { ordinary: made.slice(0, ORDINARY), first, second }
}

function forestsOf(
  stage: Stage,
  branch: ForestHand,
  first: readonly Account[],
  second: readonly Account[],
): Capabilities['forests'] {
  const used = { first: 0, second: 0, both: 0 }
  const handOf = (account: Account) => (second.includes(account) ? branch : stage)
  return {
    portal: portalOf(stage, FORESTS_TENANT),
    linked(enabled) {
      const kind = kindOf(enabled)
      const at = KIND_NAMES.indexOf(kind) * PEOPLE + used[kind]++
      const [one, other] = [first[at], second[at]]
      if (one === undefined || other === undefined || used[kind] > PEOPLE) {
        throw new Error(`all ${PEOPLE} prepared persons with ${kind} enabled are used`)
      }
      return { first: one, second: other }
    },
    bind: (account, password) => handOf(account).judge.bind(account.user, password),
    enable: (account) => handOf(account).seed.modify(account.dn, { userAccountControl: [NORMAL] }),
  }
}

function controllersOf(
  stage: Stage,
  ordinary: readonly Account[],
): Capabilities['controllers'] | undefined {
  const { controllers } = stage.system.taps
  const [emulator, preferred] = [controllers.get(EMULATOR), controllers.get(PREFERRED)]
  if (emulator === undefined || preferred === undefined) return undefined
  return {
    portal: portalOf(stage, FORESTS_TENANT),
    accounts: accountsOf(stage, ordinary, []),
    directory: directoryOf(stage, FORESTS_BASE_DN),
    emulator,
    preferred,
    // Those of this lane's forests: what happens in others is not of these people.
    others: [...controllers]
      .filter(([name]) => name !== EMULATOR && isOfThisLane(name))
      .map(([, tap]) => tap),
    async synchronise() {
      await stage.agent.synchronise(FORESTS_TENANT)
    },
  }
}

/** Two forests with people in both, the first of two controllers. */
export async function openForestsLane(stage: Stage): Promise<Lane> {
  const branch = await openForestHand(stage.system, BRANCH_DOMAIN)
  const { ordinary, first, second } = await makePeople(stage, branch)
  // Of the linked ones only an administrator resets passwords: the portal knows each by one of two names.
  await stage.synchronise(FORESTS_TENANT, ordinary)
  await stage.enable(FORESTS_TENANT)
  const controllers = controllersOf(stage, ordinary)
  return {
    capabilities: {
      forests: forestsOf(stage, branch, first, second),
      ...(controllers && { controllers }),
    },
    restore: async () => undefined,
    close: () => branch.close(),
  }
}
