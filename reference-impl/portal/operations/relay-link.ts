import type { Addresses } from '../../../harness/contract/role-config.ts'
import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import {
  openHeartbeat,
  openResult,
  PackageError,
  type PackageKeys,
  peek,
  type ResultBody,
  type VisibleHeader,
} from '../../protocol/message.ts'
import { createDeferred } from '../../protocol/deferred.ts'
import type {
  ReceiverOptions,
  RelayConnection,
  RelayReceiver,
  RelaySender,
  SenderOptions,
  SendOptions,
} from '../../protocol/relay-connection.ts'
import { watchPresence } from './presence.ts'
import { within } from '../within.ts'

/** A heartbeat or result younger than this many periods is a sign of life (PWB-FLOW-1). */
const PERIODS = 2
const FEW_PERIODS = 0.05
/** Network time, hence real: a link that is just coming back is waited for this long. */
const CONNECTED_WITHIN_MS = 2_000
const READY_WITHIN_MS = 5_000
const RESULT_CREDIT = 500

/** What the portal uses of a relay connection. */
interface PortalConnection extends Pick<RelayConnection, 'tryAttach' | 'connected' | 'close'> {
  openReceiver(options: ReceiverOptions): Pick<RelayReceiver, 'ready'>
  openSender(options: SenderOptions): Pick<RelaySender, 'send' | 'attached' | 'ready'>
}

/** Opens a connection whose comings and goings are told. */
export type Connect = (onState: (connected: boolean) => void) => PortalConnection

export interface RelayLinkOptions {
  readonly connect: Connect
  readonly tenant: string
  /** The keys of a package; throws PackageError where they are not (or no longer) valid. */
  readonly keysOf: (header: VisibleHeader) => PackageKeys
  readonly signOfLife: { atMs: number }
  /** An authentic package under this key came. */
  readonly onHeard: (keyId: number) => void
  readonly addresses: Addresses
  readonly clock: Clock
  readonly faults: Faults
  readonly heartbeatPeriodMs: number
  readonly onResult: (result: ResultBody) => void
  /** A package that is not the agent's, or is damaged: dropped. */
  readonly onDropped: (error: PackageError) => void
  /** The connection ended, or could not be made. */
  readonly onLost: () => void
}

/**
 * The portal's side of one tenant at one relay: requests out, results and heartbeats in, and whether the
 * agent is there.
 */
export function createRelayLink(options: RelayLinkOptions) {
  const { tenant, signOfLife, addresses, clock, faults, heartbeatPeriodMs } = options
  const address = (template: string) => template.replaceAll('{tenant}', tenant)
  // The agent has just been heard: it asked for the enabling.
  signOfLife.atMs = clock.now()
  let disturbances = 0
  let retired = false
  let back = createDeferred()

  const disturbed = () => {
    if (!retired) disturbances += 1
  }

  const connection = options.connect((connected) => {
    if (!connected) {
      disturbed()
      options.onLost()
      return
    }
    back.resolve()
    back = createDeferred()
  })
  const presence = watchPresence({
    connection,
    address: addresses.presence === null ? null : address(addresses.presence),
    onLeft: disturbed,
  })

  const takePackage = (bytes: Buffer) => {
    const header = peek(bytes)
    const keys = options.keysOf(header)
    if (header.kind === 'result') {
      const result = openResult(keys, bytes)
      options.onHeard(header.keyId)
      options.onResult(result)
    } else {
      openHeartbeat(keys, bytes)
      options.onHeard(header.keyId)
      // From now on the agent's leaving is noticed.
      void presence.look()
    }
    signOfLife.atMs = clock.now()
  }

  const results = connection.openReceiver({
    address: address(addresses.receiveResults),
    credit: RESULT_CREDIT,
    onMessage(bytes, delivery) {
      delivery.accept()
      try {
        takePackage(bytes)
      } catch (error) {
        if (!(error instanceof PackageError)) throw error
        options.onDropped(error)
      }
    },
    onDetached: disturbed,
  })
  const requests = connection.openSender({
    address: address(addresses.sendRequests),
    preSettled: false,
  })

  const comesBack = () =>
    within(
      CONNECTED_WITHIN_MS,
      back.promise.then(() => true),
      false,
    )

  return {
    /** Whether writeback is up: a young sign of life and, where it can be known, a consumer. */
    async isUp(): Promise<boolean> {
      const periods = faults.fires('portal-doubts-quiet-agents') ? FEW_PERIODS : PERIODS
      const silent = clock.now() - signOfLife.atMs >= periods * heartbeatPeriodMs
      if (silent && !faults.fires('portal-ignores-silence')) return false
      if (!connection.connected() && !(await comesBack())) return false
      const gone = (await presence.look()) === 'no-consumer'
      return !gone || faults.fires('portal-ignores-departure')
    },
    send: (bytes: Buffer, sending: SendOptions) => requests.send(bytes, sending),
    /** Whether the relay lets us send at all: tells a full relay from one that is gone. */
    attached: () => requests.attached(),
    /** Grows whenever something came between portal and agent, so that a result may be lost. */
    disturbances: () => disturbances,
    /** The relay is about to drop this tenant's links and messages because we ask it to. */
    retire() {
      retired = true
    },
    /** What was to be dropped stays after all; results may have been lost meanwhile. */
    reinstate() {
      retired = false
      disturbed()
    },
    /** Rejects when the relay does not let both links in within five seconds. */
    async ready(): Promise<void> {
      const both = Promise.all([results.ready(), requests.ready()])
      if ((await within(READY_WITHIN_MS, both, null)) === null) {
        throw new Error(`the relay did not attach the portal's links within ${READY_WITHIN_MS} ms`)
      }
    },
    close: () => connection.close(),
  }
}
export type RelayLink = ReturnType<typeof createRelayLink>
