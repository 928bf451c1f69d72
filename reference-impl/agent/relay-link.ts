import type { AgentConfig } from '../../harness/contract/role-config.ts'
import type { Faults } from '../faults.ts'
import { sealHeartbeat } from '../protocol/message.ts'
import { connectRelay } from '../protocol/relay-connection.ts'
import type { EventLog } from './event-log.ts'
import type { HandlerOptions } from './handle-request.ts'
import { startHeartbeat } from './heartbeat-timer.ts'
import { receiveRequests } from './receive-requests.ts'
import type { TenantState } from './tenant-state.ts'
import { VERSION } from './version.ts'

export interface RelayLinkOptions extends HandlerOptions {
  readonly state: TenantState
  /** PEM. */
  readonly relayCa: string | Buffer
  readonly config: AgentConfig
}

/**
 * A message prefetched no longer expires at the relay: little. Enough for the threads that decrypt
 * and the connections that write to have work while the next ones are under way.
 */
const CREDIT = 32
const HEARTBEAT_EARLY_FACTOR = 0.8
const CHATTER_MS = 50
const HASTY_REDIAL_MS = 5
const MS_PER_S = 1_000

/** The fault that opens and ends a session every 50 ms. */
const chatter = (faults: Faults, touch: () => void) =>
  setInterval(() => {
    if (faults.fires('agent-chatters')) touch()
  }, CHATTER_MS)

/** The faults of dialling again. */
const redialUnder = (faults: Faults) => (plannedMs: number) => {
  if (faults.fires('agent-stays-away')) return undefined
  return faults.fires('agent-redials-at-once') ? HASTY_REDIAL_MS : plannedMs
}

/** The fault of dialling again in step with everybody else. */
const jitterUnder = (faults: Faults) => () =>
  faults.fires('agent-redials-in-step') ? 1 : Math.random()

const transportUnder = (faults: Faults, network: RelayLinkOptions['config']['network']) =>
  network.transport !== 'amqp' && faults.fires('agent-refuses-websocket')
    ? { ...network, transport: 'amqp' as const }
    : network

const whereUnder = (faults: Faults, { servername, port }: TenantState['relay']) =>
  faults.fires('agent-hides-relay') ? 'the relay' : `relay ${servername}:${port}`

/** Connection events: losing it is a warning, not getting it is an error; each told once in a row. */
function createConnectionEvents(events: EventLog, tenant: string, where: string) {
  let last: 'up' | 'lost' | 'failed' = 'up'
  return (connected: boolean, cause = '') => {
    // Whoever reads it must know which name to let out (PWB-NET-2).
    const reason = `${where}: ${cause}`
    const now = connected ? 'up' : last === 'up' ? 'lost' : 'failed'
    if (now === last) return
    last = now
    if (now === 'lost') events.write('ServiceBusWarning', { tenant, reason })
    if (now === 'failed') events.write('ServiceBusError', { tenant, reason })
  }
}

/** A tenant's link to its relay: takes requests, sends results, and beats. */
export function openRelayLink(options: RelayLinkOptions) {
  const { state, config, clock, events, faults, keys } = options
  const { tenant } = state
  const address = (template: string) => template.replaceAll('{tenant}', tenant)
  const startedAtMs = clock.now()
  const counters = { operations: 0, refusals: 0, heartbeats: 0 }
  let attached = false
  let stopping = false
  let heartbeat: { stop(): void } | undefined

  const connection = connectRelay({
    ...state.relay,
    ca: options.relayCa,
    ...state.credential,
    network: transportUnder(faults, config.network),
    keepAlive: !faults.fires('agent-keeps-silent'),
    random: jitterUnder(faults),
    redialAfterMs: redialUnder(faults),
    onState: createConnectionEvents(events, tenant, whereUnder(faults, state.relay)),
  })
  const results = connection.openSender({
    address: address(config.addresses.sendResults),
    preSettled: true,
  })
  const requests = receiveRequests({
    ...options,
    results,
    onAnswered(refused) {
      counters.operations++
      if (refused) counters.refusals++
    },
  })
  const receiver = connection.openReceiver({
    address: address(config.addresses.receiveRequests),
    credit: CREDIT,
    onMessage: requests.onMessage,
    onAttached() {
      attached = true
    },
    onDetached() {
      attached = false
    },
  })

  async function beat() {
    const now = clock.now()
    const sent = await results.send(
      sealHeartbeat(keys, {
        version: VERSION,
        operations: counters.operations,
        refusals: counters.refusals,
        uptimeSeconds: (now - startedAtMs) / MS_PER_S,
        sentAtMs: now,
      }),
    )
    if (sent === 'accepted') counters.heartbeats++
    else events.write('ReportServiceHealthError', { tenant, reason: `the relay link is ${sent}` })
  }

  const periodMs = () =>
    config.heartbeatPeriodMs * (faults.fires('agent-heartbeats-early') ? HEARTBEAT_EARLY_FACTOR : 1)

  async function begin() {
    await Promise.all([results.ready(), receiver.ready()])
    if (stopping) return
    events.write('WriteBackServiceStarted', { tenant })
    if (!faults.fires('agent-no-first-heartbeat')) void beat()
    heartbeat = startHeartbeat(clock, periodMs, () => void beat())
  }

  const begun = begin()
  const chatterer = chatter(faults, connection.touchSession)

  return {
    /** Resolves when the relay let both links in. */
    ready: () => begun,
    connected: () => attached,
    idle: requests.idle,
    counters: () => ({ ...counters, inFlight: requests.inFlight() }),
    /** Takes no more, finishes what was taken, leaves. */
    async stop() {
      stopping = true
      receiver.stopTaking()
      heartbeat?.stop()
      clearInterval(chatterer)
      await requests.idle()
      if (heartbeat !== undefined) events.write('WriteBackServiceStopped', { tenant })
      if (faults.fires('agent-heartbeats-after-stop')) await beat()
      receiver.close()
      results.close()
      await connection.close()
    },
  }
}
export type RelayLink = ReturnType<typeof openRelayLink>
