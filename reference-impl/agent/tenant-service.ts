import { setTimeout as sleep } from 'node:timers/promises'
import { createBackoff } from '../protocol/backoff.ts'
import type { AgentServices } from './agent-services.ts'
import type { KeyPair } from './key-pair.ts'
import { PortalRefusal, PortalUnreachable } from './portal-client.ts'
import { AdministrationProblem, textOf } from './problem.ts'
import { BadStart } from '../role.ts'
import { resolveUnfinished } from './resolve-unfinished.ts'
import { createSynchroniser, type Synchronised } from './synchronise/synchroniser.ts'
import { type SignIn, startUpload } from './synchronise/upload-users.ts'
import { createTenantKeys, secretOf } from './tenant-keys.ts'
import type { Forest } from './directory/directory.ts'
import { forestOf } from './forests.ts'
import type { LinkEdit } from '../../harness/contract/agent-administration.ts'
import type { TenantState } from './tenant-state.ts'
import { PRODUCT, VERSION_TEXT } from './version.ts'

export interface TenantPlan {
  readonly tenant: string
  /** Null: a tenant without users, which only sends heartbeats. */
  readonly baseDn: string | null
  /** Each in another forest than the others and `baseDn`. */
  readonly moreBaseDns: readonly string[]
  readonly signIn: SignIn
  readonly keyPairFile?: string | undefined
}

/** How long enabling waits for the relay before it leaves connecting to the background. */
const CONNECT_WITHIN_MS = 10_000
const RETRY = { initialMs: 200, maxMs: 10_000 }
const PERMISSION_CODES: ReadonlySet<string> = new Set([
  'invalid-token',
  'forbidden',
  'administrator-not-eligible',
])

/** A tenant that only sends heartbeats. */
const NO_USERS = { kind: 'missing', reason: 'the tenant has no users' } as const

/** Where a tenant's accounts are, one place a forest. Throws BadStart. */
function sourcesOf(forests: readonly [Forest, ...Forest[]], plan: TenantPlan) {
  const baseDns = plan.baseDn === null ? [] : [plan.baseDn, ...plan.moreBaseDns]
  const sources = baseDns.map((baseDn) => ({ baseDn, forest: forestOf(forests, baseDn) }))
  const distinct = new Set(sources.map(({ forest }) => forest))
  if (distinct.size === sources.length) return sources
  throw new BadStart(
    `agent: tenant ${plan.tenant} names two places of one forest; name their common parent`,
  )
}

/** One tenant of the agent: its accounts, its keys, its link. */
export function createTenantService(services: AgentServices, plan: TenantPlan) {
  const { events, forests, portal, states, faults } = services
  const { tenant, signIn } = plan
  const sources = sourcesOf(forests, plan)
  const synchroniser =
    sources.length === 0
      ? undefined
      : createSynchroniser({
          sources: sources.map(({ forest, baseDn }) => ({ pool: forest.imports, baseDn })),
          faults,
        })
  const stopped = new AbortController()
  /** Enabling, disabling and synchronising one after the other. */
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

  const keys = createTenantKeys({
    tenant,
    keyPairFile: plan.keyPairFile,
    services,
    find: (cloudAnchor) => synchroniser?.find(cloudAnchor) ?? NO_USERS,
    findByName: async (cloudAnchor) => (await synchroniser?.findByName(cloudAnchor)) ?? NO_USERS,
    forestAt: (forest) => sources[forest]?.forest ?? forests[0],
    inTurn,
  })

  const imported = (accounts: number) =>
    events.write('FullImportDone', { tenant, reason: `${accounts} accounts` })

  /** Writeback does not start before a full import and synchronisation (PWB-LIFE-5). */
  const importedOnce = async () => {
    if (synchroniser === undefined || synchroniser.engine() !== undefined) return
    if (faults.fires('agent-skips-first-import')) return
    imported((await synchroniser.importAll()).size)
  }

  function onboardingFailed(error: unknown): never {
    const isPermission = error instanceof PortalRefusal && PERMISSION_CODES.has(error.code)
    const name = isPermission ? 'AuthTokenError' : 'OnBoardingServiceError'
    events.write(name, { tenant, reason: textOf(error) })
    throw error
  }

  async function onboard(
    token: string,
    { privateKeyPem, publicKey }: KeyPair,
  ): Promise<TenantState> {
    // The portal ends the link: what was taken is answered before.
    await keys.close()
    if (faults.fires('agent-enables-twice'))
      await portal.disable(token, tenant).catch(() => undefined)
    const ask = () =>
      portal.enable(token, {
        action: 'enable',
        tenant,
        product: PRODUCT,
        version: VERSION_TEXT,
        publicKey,
      })
    // Without an answer the portal may have made new keys, with which the earlier ones ended: only another tells.
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof PortalUnreachable) return ask()
      throw error
    })
    events.write('AuthTokenSuccess', { tenant })
    const now = services.clock.now()
    const generation = { ...answer, privateKeyPem, madeAtMs: now, usedAtMs: now }
    return { version: 2, tenant, generations: [generation] }
  }

  async function enable(token: string): Promise<{ keyId: number }> {
    events.write('OnboardingEventStart', { tenant })
    await importedOnce()
    // Before the links are closed, and before the portal is asked: what fails here is no onboarding.
    const pair = await keys.newKeyPair()
    const made = await onboard(token, pair).catch(async (error: unknown) => {
      await keys.reopen()
      return onboardingFailed(error)
    })
    await keys.begin(made).catch(onboardingFailed)
    events.write('OnboardingEventSuccess', { tenant })
    await Promise.race([keys.links()?.ready(), sleep(CONNECT_WITHIN_MS, undefined, { ref: false })])
    return { keyId: made.generations[0].keyId }
  }

  async function disable(token: string): Promise<{ disabled: true }> {
    events.write('OffboardingEventStart', { tenant })
    // The portal ends the link: what was taken is answered before (PWB-KEY-2).
    await keys.close()
    try {
      await portal.disable(token, tenant)
    } catch (error) {
      if (!(error instanceof PortalRefusal)) {
        events.write('OffBoardingError', { tenant, reason: textOf(error) })
      }
      events.write('OffboardingEventFail', { tenant, reason: textOf(error) })
      await keys.reopen()
      throw error
    }
    await keys.forget()
    events.write('OffboardingEventSuccess', { tenant })
    return { disabled: true }
  }

  async function synchronise(kind: 'full' | 'delta'): Promise<Synchronised> {
    const secret = secretOf(services, tenant)
    const upload = (of: 'full' | 'delta') =>
      startUpload({ portal, tenant, signIn, secret, kind: of })
    if (synchroniser === undefined) {
      return { imported: 0, uploaded: await upload('full').finish(), removed: 0 }
    }
    const done = await (kind === 'full'
      ? synchroniser.full(upload('full'))
      : synchroniser.delta(upload))
    if (kind === 'full') imported(done.imported)
    return done
  }

  const synchroniseOrSay = (kind: 'full' | 'delta') =>
    synchronise(kind).catch((error: unknown) => {
      keys.reportUnreachable(error)
      if (error instanceof PortalRefusal) {
        events.write('UserListRefused', { tenant, reason: textOf(error) })
      }
      throw error
    })

  function editLinks(userPrincipalName: string, edit: LinkEdit) {
    if (synchroniser?.editLinks(userPrincipalName, edit) === true) return { edited: true as const }
    throw new AdministrationProblem(
      `${userPrincipalName} is not in the metaverse of ${tenant}`,
      'synchronise first, or name a user of this tenant',
    )
  }

  /** After a restart: what is needed before the first request, tried until it is there. */
  async function resume() {
    const backoff = createBackoff(RETRY)
    for (let ready = false; !ready && !stopped.signal.aborted; ) {
      try {
        await importedOnce()
        await resolveUnfinished(services, tenant)
        ready = true
      } catch (error) {
        events.write('ADUnKnownError', { tenant, reason: textOf(error) })
        await sleep(backoff.nextMs(), undefined, { signal: stopped.signal }).catch(() => undefined)
      }
    }
    if (!stopped.signal.aborted) await keys.resume()
  }

  return {
    tenant,
    /** Reads what an earlier run left, and connects in the background. */
    async start() {
      const found = await states.read(tenant).catch((error: unknown) => {
        // One tenant's damaged file must not keep the others from being served.
        events.write('ConfigurationError', { tenant, reason: textOf(error) })
        return undefined
      })
      if (found === undefined) return
      keys.restore(found)
      void inTurn(resume)
    },
    synchronise: (kind: 'full' | 'delta') => inTurn(() => synchroniseOrSay(kind)),
    editLinks: (userPrincipalName: string, edit: LinkEdit) =>
      inTurn(async () => editLinks(userPrincipalName, edit)),
    enable: (token: string) => inTurn(() => enable(token)),
    disable: (token: string) => inTurn(() => disable(token)),
    /** New keys now, when it is enabled (PWB-KEY-1). */
    rollOver: () => inTurn(keys.rollOver),
    state: keys.state,
    status: () => ({
      tenant,
      enabled: keys.state() !== undefined,
      connected: keys.links()?.connected() ?? false,
    }),
    counters: () =>
      keys.links()?.counters() ?? { operations: 0, refusals: 0, heartbeats: 0, inFlight: 0 },
    async drain() {
      await keys.settled()
      await keys.links()?.idle()
    },
    async stop() {
      stopped.abort()
      await last
      await keys.close()
      // What the links asked for while they closed.
      await last
    },
  }
}
export type TenantService = ReturnType<typeof createTenantService>
