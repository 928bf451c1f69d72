import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Timer } from '../clock.ts'
import type { AgentServices } from './agent-services.ts'
import {
  endsOf,
  ROLLOVER_DUE_MS,
  rolloverDueMs,
  withNewest,
  withoutEnded,
  withUse,
} from './key-generations.ts'
import { type KeyPair, publicKeyOf, readKeyPair } from './key-pair.ts'
import { PortalUnreachable } from './portal-client.ts'
import { AdministrationProblem, textOf } from './problem.ts'
import { startRolloverTimer } from './rollover-timer.ts'
import type { HandlerOptions } from './handle-request.ts'
import type { Lookup } from './synchronise/engine.ts'
import { openTenantLinks, type TenantLinks } from './tenant-links.ts'
import type { TenantState } from './tenant-state.ts'

/** A timer's longest delay is about 24 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1
const EARLY_MONTHS = 5

export interface TenantKeysOptions {
  readonly tenant: string
  readonly keyPairFile: string | undefined
  readonly services: AgentServices
  readonly find: (cloudAnchor: Buffer) => Lookup
  readonly findByName: (cloudAnchor: Buffer) => Promise<Lookup>
  readonly forestAt: HandlerOptions['forestAt']
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

/** The secret that proves the agent to the portal; throws when the secrets file has none. */
export function secretOf({ secrets }: AgentServices, tenant: string): string {
  const secret = secrets.synchronisation[tenant]
  if (secret !== undefined) return secret
  throw new AdministrationProblem(
    `the secrets file has no synchronisation secret for ${tenant}`,
    'add it, and its verifier to the portal’s',
  )
}

/** The fault of leaving the private key where the cloud side's files lie. */
const copyOutside = (stateDir: string, pem: string) =>
  writeFile(join(dirname(stateDir), 'private-key.pem'), pem, { mode: 0o600 })

/** A tenant's generations of keys, on disk and at the relay, and their rollover. */
export function createTenantKeys(options: TenantKeysOptions) {
  const { tenant, keyPairFile, services, find, findByName, forestAt, inTurn } = options
  const { clock, config, events, states, portal } = services
  const { faults } = services
  let rolling: Promise<unknown> = Promise.resolve()
  const keyOverlapMs = faults.fires('agent-drops-earlier-keys') ? 0 : config.keyOverlapMs
  let state: TenantState | undefined
  let links: TenantLinks | undefined
  let overlap: Timer | undefined
  let timer: { stop(): void } | undefined
  /** For the fault that keeps it. */
  let lastPem: string | undefined
  /** For the fault of never rolling what was due while it was down. */
  let forgoes = false

  /** Written before anything follows from it: a crash leaves keys that the portal knows. */
  async function keep(next: TenantState) {
    await states.write(next)
    state = next
    await services.onKeysChanged(tenant)
  }

  async function retire() {
    if (state === undefined) return
    const next = withoutEnded(state, keyOverlapMs, clock.now())
    if (next !== state) {
      events.write('EarlierKeysRetired', { tenant })
      await links?.keepOnly(next.generations.map(({ keyId }) => keyId))
      await keep(next)
      if (faults.fires('agent-leaves-with-earlier-keys')) await close()
    }
    waitForEnd()
  }

  function waitForEnd() {
    overlap?.cancel()
    if (state === undefined) return
    const endMs = Math.min(...endsOf(state, keyOverlapMs))
    if (endMs === Infinity || faults.fires('agent-keeps-earlier-keys')) return
    const delayMs = Math.min(LONGEST_DELAY_MS, Math.max(0, endMs - clock.now()))
    overlap = clock.setTimeout(() => void inTurn(retire).catch(reportUnkept), delayMs)
  }

  const reportUnkept = (error: unknown) =>
    events.write('ConfigurationError', { tenant, reason: textOf(error) })

  /** Where no event of its own says that the portal is away. */
  function reportUnreachable(error: unknown) {
    if (!(error instanceof PortalUnreachable)) return
    events.write('ServiceError', { tenant, reason: textOf(error) })
  }

  /** The first heartbeat under new keys: from now on their predecessors' days are numbered. */
  async function used(keyId: number) {
    if (state?.generations[0].keyId !== keyId) return
    const next = withUse(state, clock.now())
    if (next === state) return
    await keep(next)
    waitForEnd()
  }

  async function makeKeyPair(): Promise<KeyPair> {
    const kept = lastPem !== undefined && faults.fires('agent-keeps-key-pair') ? lastPem : undefined
    const privateKeyPem =
      kept ?? (await (keyPairFile === undefined ? services.newKeyPair() : readKeyPair(keyPairFile)))
    lastPem = privateKeyPem
    if (faults.fires('agent-copies-private-key')) await copyOutside(config.stateDir, privateKeyPem)
    return { privateKeyPem, publicKey: publicKeyOf(privateKeyPem) }
  }

  async function newKeyPair() {
    try {
      const made = await makeKeyPair()
      events.write('KeyPairCreationSuccess', { tenant })
      return made
    } catch (error) {
      events.write('CryptoError', { tenant, reason: textOf(error) })
      throw error
    }
  }

  async function askForKeys(present: TenantState) {
    const { privateKeyPem, publicKey } = await newKeyPair()
    const madeAtMs = clock.now()
    const ask = () => portal.rollOver(tenant, secretOf(services, tenant), publicKey)
    if (faults.fires('agent-rolls-thrice')) await ask().then(ask)
    const answer = await ask()
    await keep(withNewest(present, { ...answer, privateKeyPem, madeAtMs, usedAtMs: null }))
    return state?.generations ?? present.generations
  }

  /** One request to the portal and its answer; a lost answer costs another of each (PWB-KEY-5). */
  async function rollOver(): Promise<void> {
    if (state === undefined) return
    events.write('KeyRolloverStart', { tenant })
    try {
      const generations = await askForKeys(state)
      await links?.add(generations[0])
      await links?.keepOnly(generations.map(({ keyId }) => keyId))
      waitForEnd()
      if (faults.fires('agent-beats-at-rollover')) await links?.beat()
      events.write('KeyRolloverSuccess', { tenant })
    } catch (error) {
      reportUnreachable(error)
      events.write('KeyRolloverFail', { tenant, reason: textOf(error) })
      throw error
    }
  }

  function dueMs() {
    if (state === undefined || forgoes || faults.fires('agent-never-rolls')) return Infinity
    const { madeAtMs } = state.generations[0]
    return faults.fires('agent-rolls-early')
      ? rolloverDueMs(madeAtMs, EARLY_MONTHS)
      : ROLLOVER_DUE_MS[config.generation](madeAtMs)
  }

  async function openLinks(opened: TenantState) {
    links = await openTenantLinks({
      tenant,
      services,
      find,
      findByName,
      forestAt,
      generations: opened.generations,
      onUsed: (keyId) => void inTurn(() => used(keyId)).catch(reportUnkept),
    })
    timer = startRolloverTimer(clock, dueMs, () => {
      rolling = inTurn(rollOver)
      return rolling
    })
    waitForEnd()
  }

  async function close() {
    overlap?.cancel()
    timer?.stop()
    const closing = links
    links = undefined
    await closing?.stop()
  }

  return {
    /** Resolves when no rollover that came due is under way. */
    async settled() {
      await rolling.catch(() => undefined)
    },
    state: () => state,
    links: () => links,
    newKeyPair,
    reportUnreachable,
    rollOver,
    /** What an earlier run left; nothing is opened yet. */
    restore(found: TenantState) {
      state = found
    },
    /** Opens the links; keys that grew too old meanwhile roll first, before any operation (PWB-KEY-1). */
    async resume() {
      if (state === undefined) return
      forgoes = clock.now() >= dueMs() && faults.fires('agent-skips-missed-rollover')
      // A portal that is away now cannot send requests either: it is asked again later.
      if (clock.now() >= dueMs()) await rollOver().catch(() => undefined)
      const present = withoutEnded(state, keyOverlapMs, clock.now())
      if (present !== state) await keep(present)
      await openLinks(present)
    },
    /** The keys of a new enabling: nothing of an earlier one is good any more (PWB-KEY-2). */
    async begin(made: TenantState) {
      await keep(made)
      await openLinks(made)
    },
    /** Finishes what was taken, and leaves the relay. */
    close,
    /** Opens again what `close` closed. */
    async reopen() {
      if (state !== undefined) await openLinks(state)
    },
    /** Nothing is kept. */
    async forget() {
      await close()
      state = undefined
      await states.remove(tenant)
      await services.onKeysChanged(tenant)
    },
  }
}
