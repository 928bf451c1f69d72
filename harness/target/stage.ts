import type { TokenClaims } from '../contract/portal.ts'
import { type Account, type AccountPlan, organizationalUnit, planAccount } from './accounts.ts'
import { createAgentClient } from './agent-client.ts'
import { createDirectoryJudge } from './directory/directory-judge.ts'
import { openDirectorySeed, type SeedEntry } from './directory/directory-seed.ts'
import { TargetError } from './errors.ts'
import { guestJudge } from './directory/guest-judge.ts'
import { guestSeed } from './directory/guest-seed.ts'
import { visit } from './directory/guest-units.ts'
import { createPortalClient } from './portal/portal-client.ts'
import { silentPortal } from './portal/silent-portal.ts'
import { relayAt } from './slots/slots.ts'
import type { System } from './system.ts'

const TIMEOUT_MS = 60_000
const ENROL_PAGE = 5_000

type Enrolled = Pick<Account, 'user' | 'totpSecret'>

/** A system with everything that the harness reaches it by: portal, directory, the agent’s administration. */
export type Stage = Awaited<ReturnType<typeof openStage>>

export async function openStage(system: System) {
  const { edges, tokens, administrator, premises } = system
  const portal = createPortalClient({
    edge: edges.portal,
    connections: 16,
    timeoutMs: TIMEOUT_MS,
    noAnswer: silentPortal,
  })
  const guest = await visit(system)
  const opened = await openDirectorySeed({
    edge: edges.directory,
    ...administrator,
    connections: 4,
    timeoutMs: TIMEOUT_MS,
  })
  const seed = guestSeed(opened, premises)
  const own = createDirectoryJudge({
    edge: edges.directory,
    reader: administrator,
    connections: 4,
    timeoutMs: 10_000,
  })
  const judge = guestJudge(own, premises)
  const agent = createAgentClient(system.roles.running('agent').reply.administration)

  // Last: when anything before it fails, nothing was written.
  await guest?.moveIn()

  const enabled = new Set<string>()

  /** Any token of the run's issuer; one of ten minutes ago has expired. No role is asked: one may be killed on purpose. */
  const tokenOf = async (claims: TokenClaims, ageMs = 0) =>
    tokens.token(claims, system.time.estimate() - ageMs)

  const administratorToken = (tenant: string, azp = 'azure-portal') =>
    tokenOf({
      sub: `root@${tenant}.example`,
      tenant,
      azp,
      roles: ['global-administrator'],
      source: 'cloud',
    })

  const userToken = (tenant: string, user: string, azp = 'access-panel') =>
    tokenOf({ sub: user, tenant, azp, roles: ['user'] })

  async function enrol(tenant: string, accounts: readonly Enrolled[]) {
    const token = await administratorToken(tenant)
    for (let from = 0; from < accounts.length; from += ENROL_PAGE) {
      const methods = accounts
        .slice(from, from + ENROL_PAGE)
        .map(({ user, totpSecret }) => ({ user, totpSecret }))
      const answer = await portal.enrol({ token, tenant, methods })
      if (answer.status !== 200) {
        throw new TargetError('portal', `refused to enrol: ${answer.code}`, answer.remedy)
      }
    }
  }

  /** At a relay that runs already a run's tenants must not stay; elsewhere they go with it. */
  async function leaveRelay() {
    if (relayAt(system.plan.slots) === undefined) return
    for (const tenant of enabled) {
      const token = await administratorToken(tenant)
      // One that a check has disabled already is refused.
      await agent.disable(tenant, token).catch(() => undefined)
    }
  }

  return {
    system,
    portal,
    seed,
    judge,
    agent,
    tokenOf,
    enrol,
    administratorToken,
    userToken,

    /** Full import by the agent, upload to the portal, enrolment of the accounts' TOTP secrets. */
    async synchronise(tenant: string, accounts: readonly Enrolled[]) {
      await agent.synchronise(tenant)
      await enrol(tenant, accounts)
    },

    async enable(tenant: string) {
      enabled.add(tenant)
      await agent.enable(tenant, await administratorToken(tenant))
    },

    /** Makes an OU with accounts in it; they are the portal's only after `synchronise`. */
    async createAccounts(baseDn: string, plans: readonly Omit<AccountPlan, 'baseDn'>[]) {
      const planned = plans.map((plan) => planAccount(premises.plan({ ...plan, baseDn })))
      await seed.add([organizationalUnit(baseDn), ...planned.map(({ entry }) => entry)])
      return planned.map(({ account }) => account)
    },

    /** An account that the caller adds; by the names of the shipped domain. */
    planAccount: (plan: AccountPlan) => planAccount(premises.plan(plan)),

    addEntries: (entries: readonly SeedEntry[]) => seed.add(entries),

    async close() {
      await leaveRelay()
      judge.close()
      await Promise.allSettled([seed.close(), portal.close(), agent.close()])
      await guest?.moveOut()
    },
  }
}
