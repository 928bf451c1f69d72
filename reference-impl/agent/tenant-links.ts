import { sealHeartbeat } from '../protocol/message.ts'
import type { Faults } from '../faults.ts'
import type { AgentServices } from './agent-services.ts'
import { startHeartbeat } from './heartbeat-timer.ts'
import { createKeyring, type KeyGeneration, openGeneration } from './keyring.ts'
import { receiveRequests } from './receive-requests.ts'
import { openRelayLinks, type RelayLinks } from './relay-links.ts'
import type { HandlerOptions } from './handle-request.ts'
import type { Lookup } from './synchronise/engine.ts'
import type { GenerationState } from './tenant-state.ts'
import { VERSION } from './version.ts'

const HEARTBEAT_EARLY_FACTOR = 0.8
const HEARTBEAT_LATE_FACTOR = 1.4
const MS_PER_S = 1_000
const CONNECT_WITHIN_MS = 10_000

export interface TenantLinksOptions {
  readonly tenant: string
  readonly services: AgentServices
  readonly find: (cloudAnchor: Buffer) => Lookup
  readonly findByName: (cloudAnchor: Buffer) => Promise<Lookup>
  readonly forestAt: HandlerOptions['forestAt']
  /** Newest first. */
  readonly generations: readonly [GenerationState, ...GenerationState[]]
  /** A heartbeat left under this key. */
  readonly onUsed: (keyId: number) => void
}

/** The faults of another heartbeat period. */
function heartbeatFactorUnder(faults: Faults): number {
  if (faults.fires('agent-heartbeats-late')) return HEARTBEAT_LATE_FACTOR
  return faults.fires('agent-heartbeats-early') ? HEARTBEAT_EARLY_FACTOR : 1
}

interface Line {
  readonly generation: KeyGeneration
  readonly link: RelayLinks
}

/**
 * An enabled tenant's service: a link for each generation of keys that is good, one receiver behind
 * them, and one heartbeat, which goes out under the newest keys that are connected.
 */
export async function openTenantLinks(options: TenantLinksOptions) {
  const { tenant, services, find, findByName, forestAt, generations, onUsed } = options
  const { config, clock, events, faults } = services
  const startedAtMs = clock.now()
  const counters = { operations: 0, refusals: 0, heartbeats: 0 }
  let stopping = false
  let isOverdue = false
  let heartbeat: { stop(): void } | undefined

  const requests = receiveRequests({
    ...services,
    tenant,
    keyring: createKeyring(tenant, () => {
      const [newest, ...earlier] = faults.fires('agent-ignores-new-keys') ? atStart : lines
      return [newest.generation, ...earlier.map(({ generation }) => generation)]
    }),
    clockSkewMs: config.clockSkewMs,
    writeMarginMs: config.writeMarginMs ?? config.directoryTimeoutMs,
    policyHints: config.policyHints,
    find,
    findByName,
    forestAt,
    onAnswered(refused) {
      counters.operations++
      if (refused) counters.refusals++
    },
  })
  /** A heartbeat that no link would take goes out with the first that comes back (PWB-FLOW-9). */
  const onBack = () => {
    if (!isOverdue || stopping || faults.fires('agent-skips-late-heartbeat')) return
    void beat()
  }

  async function openLine(generation: GenerationState): Promise<() => Line> {
    const opened = await openGeneration(
      tenant,
      generation,
      services.faults.fires('agent-ignores-tag'),
    )
    return () => ({
      generation: opened,
      link: openRelayLinks({ ...services, tenant, generation, requests, onBack }),
    })
  }
  // Every key is there before the first message can come.
  const [first, ...others] = generations
  const openNewest = await openLine(first)
  const openOthers = await Promise.all(others.map(openLine))
  let lines: readonly [Line, ...Line[]] = [openNewest(), ...openOthers.map((open) => open())]
  const atStart = lines

  async function beat() {
    const { generation, link } = lines.find((line) => line.link.connected()) ?? lines[0]
    const now = clock.now()
    const sent = await link.beat(
      sealHeartbeat(generation.keys, {
        version: VERSION,
        operations: counters.operations,
        refusals: counters.refusals,
        uptimeSeconds: (now - startedAtMs) / MS_PER_S,
        sentAtMs: now,
      }),
    )
    isOverdue = sent !== 'accepted'
    if (sent === 'accepted') {
      counters.heartbeats++
      onUsed(generation.keys.keyId)
    } else {
      events.write('ReportServiceHealthError', { tenant, reason: `the relay link is ${sent}` })
    }
  }

  const periodMs = () => config.heartbeatPeriodMs * heartbeatFactorUnder(faults)

  async function begin() {
    await lines[0].link.ready()
    if (stopping) return
    events.write('WriteBackServiceStarted', { tenant })
    if (!faults.fires('agent-no-first-heartbeat')) void beat()
    heartbeat = startHeartbeat(clock, periodMs, () => void beat())
  }
  const begun = begin()

  const leave = async ({ link }: Line) => {
    await link.finish()
    await link.close()
  }

  return {
    beat,
    /** Resolves when the relay let the newest link in. */
    ready: () => begun,
    connected: () => lines.some(({ link }) => link.connected()),
    async idle() {
      await Promise.all(lines.map(({ link }) => link.idle()))
    },
    counters: () => ({
      ...counters,
      inFlight: lines.reduce((sum, { link }) => sum + link.inFlight(), 0),
    }),
    /**
     * New keys beside those that are there: nothing is sent for it on any link (PWB-KEY-5). Resolves
     * when their link is up, or after ten seconds, when it goes on connecting in the background.
     */
    async add(generation: GenerationState) {
      const open = await openLine(generation)
      lines = [open(), ...lines]
      await lines[0].link.readyWithin(CONNECT_WITHIN_MS)
    },
    /** Keys that are not named are good no more; what came under them is finished on their link. */
    async keepOnly(keyIds: readonly number[]) {
      const [newest, ...earlier] = lines
      const isKept = ({ generation }: Line) => keyIds.includes(generation.keys.keyId)
      lines = [newest, ...earlier.filter(isKept)]
      await Promise.all(earlier.filter((line) => !isKept(line)).map(leave))
    },
    /** Takes no more, finishes what was taken, leaves. */
    async stop() {
      stopping = true
      heartbeat?.stop()
      await Promise.all(lines.map(({ link }) => link.finish()))
      if (heartbeat !== undefined) events.write('WriteBackServiceStopped', { tenant })
      if (faults.fires('agent-heartbeats-after-stop')) await beat()
      await Promise.all(lines.map(({ link }) => link.close()))
    },
  }
}
export type TenantLinks = Awaited<ReturnType<typeof openTenantLinks>>
