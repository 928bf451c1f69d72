import { setTimeout as sleep } from 'node:timers/promises'
import { createBackoff } from '../protocol/backoff.ts'
import type { AgentServices } from './agent-services.ts'
import { importPrivateKey, makeKeyPair, publicKeyOf, readKeyPair } from './key-pair.ts'
import { PortalRefusal } from './portal-client.ts'
import { AdministrationProblem, textOf } from './problem.ts'
import { openRelayLink, type RelayLink } from './relay-link.ts'
import { resolveUnfinished } from './resolve-unfinished.ts'
import type { AccountIndex } from './synchronise/account-index.ts'
import { fullImport, type PageHandler } from './synchronise/full-import.ts'
import { type SignIn, startUpload } from './synchronise/upload-users.ts'
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
  const { events, directory, portal, states, secrets } = services
  const { tenant, baseDn, signIn } = plan
  let accounts: AccountIndex | undefined
  let state: TenantState | undefined
  let link: RelayLink | undefined
  const stopped = new AbortController()
  /** Enabling, disabling and synchronising one after the other. */
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }

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

  async function open(opened: TenantState) {
    const withPrivateKey = await importPrivateKey(opened.privateKeyPem)
    const { config } = services
    const made = openRelayLink({
      ...services,
      state: opened,
      keys: {
        tenant,
        keyId: opened.keyId,
        symmetricKey: Buffer.from(opened.symmetricKey, 'base64'),
      },
      withPrivateKey,
      clockSkewMs: config.clockSkewMs,
      policyHints: config.policyHints,
      accounts: () => accounts,
    })
    state = opened
    link = made
  }

  async function closeLink() {
    const closing = link
    link = undefined
    await closing?.stop()
  }

  function onboardingFailed(error: unknown): never {
    const isPermission = error instanceof PortalRefusal && PERMISSION_CODES.has(error.code)
    const name = isPermission ? 'AuthTokenError' : 'OnBoardingServiceError'
    events.write(name, { tenant, reason: textOf(error) })
    throw error
  }

  async function onboard(token: string): Promise<TenantState> {
    const { keyPairFile } = plan
    const privateKeyPem = await (keyPairFile === undefined
      ? makeKeyPair()
      : readKeyPair(keyPairFile))
    events.write('KeyPairCreationSuccess', { tenant })
    const answer = await portal.enable(token, {
      action: 'enable',
      tenant,
      product: PRODUCT,
      version: VERSION_TEXT,
      publicKey: publicKeyOf(privateKeyPem),
    })
    events.write('AuthTokenSuccess', { tenant })
    const enabledAtMs = services.clock.now()
    return { version: 1, tenant, privateKeyPem, enabledAtMs, ...answer }
  }

  async function enable(token: string): Promise<{ keyId: number }> {
    events.write('OnboardingEventStart', { tenant })
    await importedOnce()
    const made = await onboard(token).catch(onboardingFailed)
    await states.write(made)
    await closeLink()
    await open(made)
    await services.onKeysChanged(tenant)
    events.write('OnboardingEventSuccess', { tenant })
    await Promise.race([link?.ready(), sleep(CONNECT_WITHIN_MS, undefined, { ref: false })])
    return { keyId: made.keyId }
  }

  async function disable(token: string): Promise<{ disabled: true }> {
    events.write('OffboardingEventStart', { tenant })
    try {
      await portal.disable(token, tenant)
    } catch (error) {
      events.write('OffboardingEventFail', { tenant, reason: textOf(error) })
      throw error
    }
    await closeLink()
    state = undefined
    await states.remove(tenant)
    await services.onKeysChanged(tenant)
    events.write('OffboardingEventSuccess', { tenant })
    return { disabled: true }
  }

  async function synchronise(): Promise<{ imported: number; uploaded: number }> {
    const secret = secrets.synchronisation[tenant]
    if (secret === undefined) {
      throw new AdministrationProblem(
        `the secrets file has no synchronisation secret for ${tenant}`,
        'add it, and its verifier to the portal’s',
      )
    }
    const upload = startUpload({ portal, tenant, signIn, secret })
    const imported = await importAll(upload.page)
    return { imported, uploaded: await upload.finish() }
  }

  /** After a restart: what is needed before the first request, tried until it is there. */
  async function resume(found: TenantState) {
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
    if (!stopped.signal.aborted) await open(found)
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
      state = found
      if (found !== undefined) void inTurn(() => resume(found))
    },
    synchronise: () => inTurn(synchronise),
    enable: (token: string) => inTurn(() => enable(token)),
    disable: (token: string) => inTurn(() => disable(token)),
    state: () => state,
    status: () => ({
      tenant,
      enabled: state !== undefined,
      connected: link?.connected() ?? false,
    }),
    counters: () => link?.counters() ?? { operations: 0, refusals: 0, heartbeats: 0, inFlight: 0 },
    async drain() {
      await link?.idle()
    },
    async stop() {
      stopped.abort()
      await last
      await closeLink()
    },
  }
}
export type TenantService = ReturnType<typeof createTenantService>
