import { setTimeout as sleep } from 'node:timers/promises'
import { createBackoff } from '../protocol/backoff.ts'
import type { AgentServices } from './agent-services.ts'
import { PortalRefusal } from './portal-client.ts'
import { textOf } from './problem.ts'
import { resolveUnfinished } from './resolve-unfinished.ts'
import type { AccountIndex } from './synchronise/account-index.ts'
import { fullImport, type PageHandler } from './synchronise/full-import.ts'
import { type SignIn, startUpload } from './synchronise/upload-users.ts'
import { createTenantKeys, secretOf } from './tenant-keys.ts'
import type { TenantState } from './tenant-state.ts'
import { PRODUCT, VERSION_TEXT } from './version.ts'

export interface TenantPlan {
  readonly tenant: string
  /** Null: a tenant without users, which only sends heartbeats. */
  readonly baseDn: string | null
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

/** One tenant of the agent: its accounts, its keys, its link. */
export function createTenantService(services: AgentServices, plan: TenantPlan) {
  const { events, directory, portal, states } = services
  const { tenant, baseDn, signIn } = plan
  let accounts: AccountIndex | undefined
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
    accounts: () => accounts,
    inTurn,
  })

  async function importAll(onPage?: PageHandler) {
    if (baseDn === null) return 0
    const index = await fullImport(directory.pool, baseDn, onPage)
    accounts = index
    events.write('FullImportDone', { tenant, reason: `${index.size()} accounts` })
    return index.size()
  }

  /** Writeback does not start before a full import (PWB-LIFE-5). */
  const importedOnce = async () => {
    if (accounts !== undefined || services.faults.fires('agent-skips-first-import')) return
    await importAll()
  }

  function onboardingFailed(error: unknown): never {
    const isPermission = error instanceof PortalRefusal && PERMISSION_CODES.has(error.code)
    const name = isPermission ? 'AuthTokenError' : 'OnBoardingServiceError'
    events.write(name, { tenant, reason: textOf(error) })
    throw error
  }

  async function onboard(token: string): Promise<TenantState> {
    const { privateKeyPem, publicKey } = await keys.newKeyPair()
    // The portal ends the link: what was taken is answered before.
    await keys.close()
    const answer = await portal.enable(token, {
      action: 'enable',
      tenant,
      product: PRODUCT,
      version: VERSION_TEXT,
      publicKey,
    })
    events.write('AuthTokenSuccess', { tenant })
    const now = services.clock.now()
    const generation = { ...answer, privateKeyPem, madeAtMs: now, usedAtMs: now }
    return { version: 2, tenant, generations: [generation] }
  }

  async function enable(token: string): Promise<{ keyId: number }> {
    events.write('OnboardingEventStart', { tenant })
    await importedOnce()
    const made = await onboard(token).catch(async (error: unknown) => {
      await keys.reopen()
      return onboardingFailed(error)
    })
    await keys.begin(made)
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
      events.write('OffboardingEventFail', { tenant, reason: textOf(error) })
      await keys.reopen()
      throw error
    }
    await keys.forget()
    events.write('OffboardingEventSuccess', { tenant })
    return { disabled: true }
  }

  async function synchronise(): Promise<{ imported: number; uploaded: number }> {
    const upload = startUpload({ portal, tenant, signIn, secret: secretOf(services, tenant) })
    const imported = await importAll(upload.page)
    return { imported, uploaded: await upload.finish() }
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
    synchronise: () => inTurn(synchronise),
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
