import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentConfig } from '../../harness/contract/role-config.ts'
import type { Faults } from '../faults.ts'
import { connectRelay } from '../protocol/relay-connection.ts'
import type { EventLog } from './event-log.ts'
import { createLinkEvents } from './link-events.ts'
import type { RequestReceiver } from './receive-requests.ts'
import type { GenerationState } from './tenant-state.ts'

export interface RelayLinkOptions {
  readonly tenant: string
  readonly relay: GenerationState['relay']
  readonly credential: GenerationState['credential']
  /** PEM. */
  readonly relayCa: string | Buffer
  readonly config: AgentConfig
  readonly events: EventLog
  readonly faults: Faults
  readonly requests: Pick<RequestReceiver, 'onMessage'>
  /** Both links are (again) let in. */
  readonly onBack: () => void
  /** The fault under which this link is noisy. */
  readonly chatters: 'agent-chatters' | 'agent-chatters-to-second-relay'
}

/**
 * A message prefetched no longer expires at the relay: little. Enough for the threads that decrypt
 * and the connections that write to have work while the next ones are under way.
 */
const CREDIT = 32
const CHATTER_MS = 500
const CHATTER_BYTES = 1_024
const HASTY_REDIAL_MS = 5

/** The faults that open and end a session with much to say. */
const chatterOn =
  (faults: Faults, fault: RelayLinkOptions['chatters'], touch: (properties: object) => void) =>
  () => {
    if (faults.fires(fault)) touch({ chatter: 'c'.repeat(CHATTER_BYTES) })
  }

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

const whereUnder = (faults: Faults, { servername, port }: GenerationState['relay']) =>
  faults.fires('agent-hides-relay') ? 'the relay' : `relay ${servername}:${port}`

/** A tenant's link to one of its relays by one generation's credential: takes requests, sends results. */
export function openRelayLink(options: RelayLinkOptions) {
  const { tenant, relay, config, events, faults, requests } = options
  const address = (template: string) => template.replaceAll('{tenant}', tenant)
  const underWay = new Set<Promise<void>>()
  let attached = false
  const where = whereUnder(faults, relay)
  const told = createLinkEvents({ tenant, config, events, faults, where })

  const connection = connectRelay({
    ...relay,
    ca: options.relayCa,
    ...options.credential,
    network: transportUnder(faults, config.network),
    trusting: faults.fires('agent-trusts-any-relay'),
    keepAlive: !faults.fires('agent-keeps-silent'),
    splitsTransfers: () => faults.fires('agent-splits-transfers'),
    random: jitterUnder(faults),
    redialAfterMs: redialUnder(faults),
    onState: told.connection,
  })
  /** A link's coming, and its end where that is not the connection's, which is told as such. */
  const toldOf = (link: string) => ({
    onAttached: () => told.link(link, true),
    onDetached(condition: string) {
      if (connection.connected()) told.link(link, false, condition)
    },
  })
  const resultsAddress = address(config.addresses.sendResults)
  const requestsAddress = address(config.addresses.receiveRequests)
  const requestsTold = toldOf(`requests from ${requestsAddress}`)
  const sayBack = () => {
    if (attached && results.attached()) options.onBack()
  }
  const resultsTold = toldOf(`results to ${resultsAddress}`)
  const results = connection.openSender({
    address: resultsAddress,
    preSettled: true,
    ...resultsTold,
    onAttached() {
      resultsTold.onAttached()
      sayBack()
    },
  })
  const receiver = connection.openReceiver({
    address: requestsAddress,
    credit: CREDIT,
    onMessage(bytes, delivery) {
      const handled = requests.onMessage(bytes, delivery, results)
      underWay.add(handled)
      void handled.finally(() => underWay.delete(handled))
    },
    onAttached() {
      attached = true
      requestsTold.onAttached()
      sayBack()
    },
    onDetached(condition) {
      attached = false
      requestsTold.onDetached(condition)
    },
  })
  const ready = Promise.all([results.ready(), receiver.ready()])
  const chatter = chatterOn(faults, options.chatters, connection.touchSession)
  const chatterer = setInterval(chatter, CHATTER_MS)
  const idle = async () => {
    while (underWay.size > 0) await Promise.all(underWay)
  }

  return {
    /** Resolves when the relay let both links in. */
    ready: () => ready,
    /** The same, or when so much time has passed. */
    async readyWithin(delayMs: number) {
      const waiting = new AbortController()
      const passed = sleep(delayMs, undefined, { ref: false, signal: waiting.signal })
      await Promise.race([ready, passed.catch(() => undefined)])
      waiting.abort()
    },
    connected: () => attached,
    send: results.send,
    /** Sends a heartbeat, and says in the event log that the relay took it. */
    async beat(sealed: Buffer) {
      chatter()
      const sent = await results.send(sealed)
      if (sent === 'accepted') told.beat()
      return sent
    },
    inFlight: () => underWay.size,
    /** Resolves when nothing that was taken here is unanswered. */
    idle,
    /** Takes no more, and finishes what was taken; results can still be sent. */
    async finish() {
      receiver.stopTaking()
      clearInterval(chatterer)
      await idle()
    },
    async close() {
      receiver.close()
      results.close()
      await connection.close()
    },
  }
}
export type RelayLink = ReturnType<typeof openRelayLink>
