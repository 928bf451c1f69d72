import type { Receiver, Sender } from 'rhea'
import type { RelayTransport } from '../../harness/contract/role-config.ts'
import { createBackoff } from './backoff.ts'
import { createDeferred } from './deferred.ts'
import type { Attachment } from './relay-attachment.ts'
import { keepAttached, type KeptLink, type KeptLinkOptions } from './relay-link.ts'
import { type PresenceAttempt, tryAttachOn } from './relay-presence.ts'
import {
  openReceiverIn,
  receiveOn,
  type ReceiverOptions,
  type RelayReceiver,
} from './relay-receiver.ts'
import {
  createSendQueue,
  openSenderIn,
  type RelaySender,
  type SenderOptions,
} from './relay-sender.ts'
import { openWire, type Wire } from './relay-wire.ts'

export type { PresenceAttempt } from './relay-presence.ts'
export type { ReceiverOptions, RelayDelivery, RelayReceiver } from './relay-receiver.ts'
export type { RelaySender, SenderOptions, SendOptions, SendOutcome } from './relay-sender.ts'

export interface RelayOptions {
  readonly host: string
  readonly port: number
  readonly servername: string
  /** PEM. */
  readonly ca: string | Buffer
  readonly username: string
  readonly password: string
  /** Times are milliseconds of real time. */
  readonly network: {
    /** Default `amqp`. */
    readonly transport?: RelayTransport
    readonly idleTimeoutMs: number
    readonly reconnectInitialMs: number
    readonly reconnectMaxMs: number
  }
  /** Default true: empty frames keep an idle link alive, and their absence ends it. */
  readonly keepAlive?: boolean
  /** Only under a fault that must be found: any certificate is taken. */
  readonly trusting?: boolean
  /** Asked for each message: it is to leave in several transfers. */
  readonly splitsTransfers?: () => boolean
  /** For the jitter of dialling again; from 0 to 1. */
  readonly random?: () => number
  /** May change the delay before dialling again; undefined: never again. */
  readonly redialAfterMs?: (plannedMs: number) => number | undefined
  /** Told at each opening and at each end, with the reason. */
  readonly onState?: (connected: boolean, reason?: string) => void
}

/** The AMQP client of portal and agent: one connection, kept up; links in sessions of their own. */
export interface RelayConnection {
  openReceiver(options: ReceiverOptions): RelayReceiver
  openSender(options: SenderOptions): RelaySender
  tryAttach(address: string): Promise<PresenceAttempt>
  /** Begins and ends a session with these properties and without a link in it. */
  touchSession(properties: object): void
  connected(): boolean
  /** Detaches all links, closes, resolves when the socket is closed. */
  close(): Promise<void>
}

/** An opening that lasted less is no success: the next delay grows. */
const STABLE_MS = 1_000

export function connectRelay(options: RelayOptions): RelayConnection {
  const { network, onState, redialAfterMs = (plannedMs) => plannedMs, keepAlive = true } = options
  const delays = {
    initialMs: network.reconnectInitialMs,
    maxMs: network.reconnectMaxMs,
  }
  const backoff = createBackoff(delays, options.random)
  const links = new Set<KeptLink>()
  const presences = new Set<Attachment<Receiver>>()
  let wire: Wire | undefined
  let open = false
  let closing = false
  let openedAt = 0
  let redial: NodeJS.Timeout | undefined

  function onOpen() {
    if (wire === undefined || closing) return
    open = true
    openedAt = performance.now()
    onState?.(true)
    for (const link of links) link.attachTo(wire.connection)
  }

  function onEnd(reason: string) {
    const wasOpen = open
    open = false
    wire = undefined
    for (const link of links) link.connectionLost(reason)
    for (const presence of presences) presence.drop(reason)
    presences.clear()
    if (closing) return
    if (wasOpen && performance.now() - openedAt > STABLE_MS) backoff.reset()
    const delayMs = redialAfterMs(backoff.nextMs())
    if (delayMs !== undefined) redial = setTimeout(dialOnce, delayMs)
    onState?.(false, reason)
  }

  function dialOnce() {
    const { idleTimeoutMs, transport = 'amqp' } = network
    wire = openWire({ ...options, idleTimeoutMs, transport, keepAlive }, { onOpen, onEnd })
  }

  function keep<L extends Sender | Receiver>(link: Omit<KeptLinkOptions<L>, 'backoff'>) {
    const kept = keepAttached({ ...link, backoff: createBackoff(delays) })
    links.add(kept)
    if (open && wire !== undefined) kept.attachTo(wire.connection)
    return () => {
      links.delete(kept)
      kept.close()
    }
  }

  dialOnce()

  return {
    openReceiver(receiver) {
      const ready = createDeferred()
      let taking = true
      const close = keep({
        open: openReceiverIn(receiver),
        onAttached(attachment: Attachment<Receiver>) {
          receiveOn(attachment, receiver, () => taking)
          ready.resolve()
          receiver.onAttached?.()
        },
        onDetached: (condition) => receiver.onDetached?.(condition),
      })
      return {
        ready: () => ready.promise,
        stopTaking() {
          taking = false
        },
        close,
      }
    },
    openSender(sender) {
      const ready = createDeferred()
      const queue = createSendQueue(sender)
      const close = keep({
        open: openSenderIn(sender),
        onAttached(attachment: Attachment<Sender>) {
          queue.attach(attachment)
          ready.resolve()
          sender.onAttached?.()
        },
        onDetached(condition) {
          queue.detach()
          sender.onDetached?.(condition)
        },
      })
      return {
        send: queue.send,
        sendable: queue.sendable,
        attached: queue.attached,
        ready: () => ready.promise,
        close() {
          queue.close()
          close()
        },
      }
    },
    async tryAttach(address) {
      if (!open || wire === undefined) return { state: 'refused', condition: 'not connected' }
      return tryAttachOn(wire.connection, address, presences)
    },
    touchSession(properties) {
      if (!open || wire === undefined) return
      const session = wire.connection.create_session()
      const local: unknown = Reflect.get(session, 'local')
      Object.assign(Object(Reflect.get(Object(local), 'begin')), { properties })
      // rhea opens a session again that was closed before the peer's answer to its opening.
      session.once('session_open', () => session.close())
      session.begin()
    },
    connected: () => open,
    async close() {
      closing = true
      clearTimeout(redial)
      for (const link of links) link.close()
      for (const presence of presences) presence.close()
      const last = wire
      if (last !== undefined) await (open ? last.close() : endNow(last))
    },
  }
}

async function endNow(wire: Wire) {
  wire.abort()
  await wire.close()
}
