import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Edge } from '../contract/edge.ts'
import { createCounters, freeze, type WireCounters } from './counting/counters.ts'
import type { DirectionChoice, PerDirection } from './direction.ts'
import { createFrameCounter, type FrameCounts } from './counting/frame-counts.ts'
import { createExchangeStream, type ExchangeLog, type TapExchange } from './http/http-exchanges.ts'
import { forwardInspecting, type Inspection } from './inspecting-connection.ts'
import type { WireReading } from './counting/ladder.ts'
import { createLdapStream, type LdapLog, type LdapRequest } from './ldap-requests.ts'
import type { Link } from './link.ts'
import { type Forward, listen } from './listener.ts'
import { type BodyEdit, createMessageEdits, type MessageEdit } from './amqp/message-edits.ts'
import {
  createMessageHolds,
  type MessageHold,
  type MessagePredicate,
} from './amqp/message-holds.ts'
import { createMessageLog, type TapMessage } from './amqp/message-log.ts'
import { forwardOpaquely } from './opaque-connection.ts'
import { createMiddlebox } from './shaping/middlebox.ts'
import { createRelayStream } from './http/relay-stream.ts'
import { createSegmentLedger, type SegmentReading } from './counting/segments.ts'
import { createSeries, type WireInterval } from './counting/series.ts'
import { createShaper } from './shaping/shape.ts'
import { type Slowness, slowDown } from './shaping/slowness.ts'
import { readTcpInfo } from './counting/tcp-info.ts'

export type { TapMessage } from './amqp/message-log.ts'

export interface TapOptions {
  /** Opaque: bytes pass untouched. Inspecting: TLS ends here on both sides. */
  readonly mode: 'opaque' | 'inspecting'
  /** What an inspecting tap understands of the plaintext; `raw`: nothing. */
  readonly protocol: 'amqp' | 'http' | 'ldap' | 'raw'
  readonly upstream: Edge
  /** Inspecting: the certificate that clients will verify, for the upstream's servername. PEM files. */
  readonly identity?: { readonly certFile: string; readonly keyFile: string }
  /** Time stamps of messages and intervals; milliseconds since the epoch. */
  readonly now?: () => number
  readonly listenHost?: '127.0.0.1'
}

/** A proxy on one link, which counts, looks, delays and cuts. */
export interface Tap {
  readonly host: string
  readonly port: number
  readonly mode: TapOptions['mode']
  snapshot(): WireCounters
  /** Asks the kernel (TCP_INFO) about the connections of clients. */
  segments(): Promise<SegmentReading>
  /** Counters and segments together; two of them make a ladder (`ladderBetween`, `reconcile`). */
  measure(): Promise<WireReading>
  /** Complete AMQP transfers, at least the last 100,000; the list grows. Empty unless inspecting AMQP. */
  messages(): readonly TapMessage[]
  frames(): PerDirection<FrameCounts>
  /** What each inspected AMQP connection was carried by, in the order in which they began. */
  transports(): readonly ('amqp' | 'websocket')[]
  /**
   * Complete transfers that the predicate chooses (by default: all) wait; other frames pass. Later
   * transfers of the same session wait behind them. Throws unless the tap inspects AMQP.
   */
  holdMessages(choice: DirectionChoice, predicate?: MessagePredicate): MessageHold
  /**
   * Bodies of messages that the predicate chooses become what `edit` makes of them; the envelope stays.
   * Only messages of one frame with one data section. Throws unless the tap inspects AMQP.
   */
  editMessages(choice: DirectionChoice, predicate: MessagePredicate, edit: BodyEdit): MessageEdit
  /** Bytes arrive `delayMs` later, one way; returns the undoing. */
  delayBytes(choice: DirectionChoice, delayMs: number): () => void
  /** The link becomes a narrow or distant one, each direction by itself; returns the undoing. */
  slow(slowness: Slowness): () => void
  /** Bytes wait, those of new connections too. */
  hold(choice: DirectionChoice): { release(): void }
  /** Ends every hold, edit and delay, whoever began it. */
  letGo(): void
  /** Requests and answers on an inspected HTTP link; the list grows. Empty unless inspecting HTTP. */
  exchanges(): readonly TapExchange[]
  /** What clients asked on an inspected LDAP link; the list grows. Empty unless inspecting LDAP. */
  ldapRequests(): readonly LdapRequest[]
  /** New connections go to this port of the loopback, their bytes untouched; returns the undoing. */
  divert(port: number): () => void
  /** Flows that are idle for longer are forgotten silently; opaque taps only. Returns the undoing. */
  forgetIdle(limitMs: number): () => void
  /** Flows that were forgotten since the start. */
  forgotten(): number
  /** When connections were refused, milliseconds of the monotonic clock; the list grows. */
  refusals(): readonly number[]
  /** Resets all connections; new ones are accepted. */
  cut(): void
  /** Resets new connections at once; returns the undoing. */
  refuse(): () => void
  /** TCP payload by interval from `sinceMs` (the tap's clock) until now; widths are multiples of 100 ms. */
  intervals(sinceMs: number, widthMs: number): WireInterval[]
  close(): Promise<void>
}

/** TLS below 1.2 is refused on both sides. */
const MIN_VERSION = 'TLSv1.2'

async function prepareInspection(
  { upstream, identity }: TapOptions,
  understand: Inspection['understand'],
): Promise<Inspection> {
  if (identity === undefined) {
    throw new Error(
      `an inspecting tap in front of ${upstream.servername} has no identity; give certFile and keyFile of a certificate for that name`,
    )
  }
  const [cert, key, ca] = await Promise.all([
    readFile(identity.certFile),
    readFile(identity.keyFile),
    readFile(upstream.caFile),
  ])
  return {
    serverContext: createSecureContext({ cert, key, minVersion: MIN_VERSION }),
    clientContext: createSecureContext({ ca, minVersion: MIN_VERSION }),
    understand,
  }
}

/** Opens a tap on a free port of the loopback. Rejects when a certificate cannot be read. */
export async function openTap(options: TapOptions): Promise<Tap> {
  const { mode, protocol, upstream, now = Date.now, listenHost = '127.0.0.1' } = options
  const counters = createCounters()
  const link: Link = {
    upstream,
    counters,
    series: createSeries(),
    segments: createSegmentLedger(),
    shaper: createShaper(),
    middlebox: createMiddlebox(),
    now,
  }
  const watch = {
    log: createMessageLog(counters),
    frames: createFrameCounter(),
    holds: createMessageHolds(),
    edits: createMessageEdits(),
    now,
  }
  const transports: ('amqp' | 'websocket')[] = []
  const exchangeLog: ExchangeLog = { exchanges: [], now }
  const ldapLog: LdapLog = { requests: [], now }
  const understand: Inspection['understand'] = (connection, forward) => {
    if (protocol === 'amqp') {
      return createRelayStream({ watch, connection, forward }, (transport) =>
        transports.push(transport),
      )
    }
    if (protocol === 'ldap') return createLdapStream(ldapLog, connection, forward)
    return protocol === 'http' ? createExchangeStream(exchangeLog, connection, forward) : null
  }
  const straight: Forward =
    mode === 'opaque'
      ? (id, client, onClosed) => forwardOpaquely(id, client, link, onClosed)
      : await prepareInspection(options, understand).then(
          (inspection): Forward =>
            (id, client, onClosed) =>
              forwardInspecting(id, client, link, inspection, onClosed),
        )
  let diversion: number | undefined
  const forward: Forward = (id, client, onClosed) =>
    diversion === undefined
      ? straight(id, client, onClosed)
      : forwardOpaquely(
          id,
          client,
          { ...link, upstream: { ...upstream, host: listenHost, port: diversion } },
          onClosed,
        )
  const listener = await listen({
    host: listenHost,
    forward,
    onOpened: (connection) => link.segments.opened(connection),
    onClosed: (connection) => link.segments.closed(connection),
  })

  const snapshot = () => freeze(listener.connections(), counters)
  const segments = () => link.segments.read(() => readTcpInfo(listenHost, listener.port))
  const payload = () => counters.outbound.tcpPayloadBytes + counters.inbound.tcpPayloadBytes

  const mustSeeMessages = () => {
    if (mode === 'inspecting' && protocol === 'amqp') return
    throw new Error(
      `a tap in mode ${mode}, protocol ${protocol}, sees no messages; open it inspecting, amqp`,
    )
  }

  return {
    host: listenHost,
    port: listener.port,
    mode,
    snapshot,
    segments,
    async measure() {
      const before = payload()
      const read = await segments()
      return { mode, counters: snapshot(), segments: read, movedBytes: payload() - before }
    },
    messages: () => watch.log.all(),
    frames: () => watch.frames.counts(),
    editMessages(choice, predicate, edit) {
      mustSeeMessages()
      return watch.edits.edit(choice, predicate, edit)
    },
    holdMessages(choice, predicate = () => true) {
      mustSeeMessages()
      return watch.holds.hold(choice, predicate)
    },
    delayBytes: (choice, delayMs) => slowDown(link.shaper, { delayMs }, choice),
    slow: (slowness) => slowDown(link.shaper, slowness, 'both'),
    hold: (choice) => ({ release: link.shaper.hold(choice) }),
    letGo() {
      watch.holds.releaseAll()
      watch.edits.stopAll()
      link.shaper.clear()
    },
    transports: () => transports,
    exchanges: () => exchangeLog.exchanges,
    ldapRequests: () => ldapLog.requests,
    divert(port) {
      diversion = port
      return () => {
        diversion = undefined
      }
    },
    forgetIdle(limitMs) {
      if (mode === 'opaque') return link.middlebox.forgetIdle(limitMs)
      throw new Error('an inspecting tap ends flows itself and forgets none; open it opaque')
    },
    forgotten: () => link.middlebox.forgotten(),
    refusals: () => listener.refusals(),
    cut: () => listener.cut(),
    refuse: () => listener.refuse(),
    intervals: (sinceMs, widthMs) => link.series.intervals(sinceMs, now(), widthMs),
    close: () => listener.close(),
  }
}
