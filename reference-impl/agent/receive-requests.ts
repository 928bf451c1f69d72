import {
  openRequestPackage,
  PackageError,
  peek,
  type SealedRequest,
  sealResult,
} from '../protocol/message.ts'
import { OUTCOMES } from '../../harness/contract/outcomes.ts'
import type { RelayDelivery, RelaySender } from '../protocol/relay-connection.ts'
import type { EventName } from './event-names.ts'
import {
  createHandler,
  type HandlerOptions,
  isInTime,
  outcomeTold,
  type Told,
} from './handle-request.ts'
import { createOrder } from './in-order.ts'
import { padding } from './pad-result.ts'

export interface ReceiveOptions extends HandlerOptions {
  readonly results: Pick<RelaySender, 'send'>
  /** Told once for each result that left. */
  readonly onAnswered: (refused: boolean) => void
}

const idOf = (bytes: Buffer): string | undefined => {
  try {
    return peek(bytes).id
  } catch {
    return undefined
  }
}

/** What cannot be opened is one of these two in the product's log (PWB-SEC-6). */
const eventOf = (error: unknown): EventName =>
  error instanceof PackageError && error.problem !== 'malformed'
    ? 'DecryptionError'
    : 'ValidationError'

/** Takes messages off the relay link, in order per account, and answers each with one result. */
export function receiveRequests(options: ReceiveOptions) {
  const { keys, withPrivateKey, events, faults, results, onAnswered } = options
  const handler = createHandler(options)
  const order = createOrder()
  const underWay = new Map<string, Promise<Told | undefined>>()
  let inFlight = 0
  let onIdle: (() => void)[] = []

  async function answer(request: SealedRequest, told: Told, delivery: RelayDelivery) {
    const { wire: _wire, ...times } = told
    const outcome = outcomeTold(told)
    const body = { requestId: request.id, outcome, ...times }
    const send = (onSending?: () => void) => {
      const bytes = sealResult(keys, body)
      return results.send(bytes, {
        ...padding(faults, bytes.length),
        ...(onSending !== undefined && { onSending }),
      })
    }
    // Accepted in the same write: the relay never has the one without the other.
    const sent = await send(() => delivery.accept())
    if (sent === 'released') {
      // The request comes again, and then the result that is on record goes out.
      delivery.release()
      return
    }
    onAnswered(outcome !== 'changed' && outcome !== 'unlocked')
    if (faults.fires('agent-doubles-result')) await send()
  }

  const refusedNow = (): Told => ({
    wire: OUTCOMES['agent-refused'].wire,
    agentMicros: 0,
    directoryMicros: 0,
    completedAtMs: options.clock.now(),
  })

  /** The passwords are opened at once and side by side; the writes of one account wait their turn. */
  function perform(request: SealedRequest, arrivedAt: number): Promise<Told | undefined> {
    const opening = withPrivateKey((key) => request.passwords(key))
    opening.catch(() => undefined)
    const work = order.run(request.cloudAnchor.toString('latin1'), () =>
      handler.apply(request, opening, arrivedAt),
    )
    underWay.set(request.id, work)
    const forget = () => underWay.delete(request.id)
    work.then(forget, forget)
    return work
  }

  async function take(request: SealedRequest, delivery: RelayDelivery, arrivedAt: number) {
    const details = { tenant: keys.tenant, trackingId: request.id }
    const before = handler.recorded(request) ?? underWay.get(request.id)
    // An expired copy is not answered (PWB-MSG-10), but for one whose answer the relay never got: what
    // was applied must not be told as expired (PWB-TTL-4).
    const isOwed = before !== undefined && delivery.redelivered
    if (!isOwed && !isInTime(options, request)) {
      events.write('RequestExpired', details)
      if (faults.fires('agent-answers-expired')) await answer(request, refusedNow(), delivery)
      else delivery.accept()
      return
    }
    if (before !== undefined) events.write('RequestRepeated', details)
    const told = await (before ?? perform(request, arrivedAt))
    if (told === undefined) delivery.accept()
    else await answer(request, told, delivery)
  }

  function open(bytes: Buffer, delivery: RelayDelivery): SealedRequest | undefined {
    try {
      return openRequestPackage(keys, bytes)
    } catch (error) {
      const trackingId = idOf(bytes)
      events.write(eventOf(error), {
        tenant: keys.tenant,
        ...(trackingId !== undefined && { trackingId }),
        reason: error instanceof PackageError ? error.message : 'not a package',
      })
      delivery.accept()
      return undefined
    }
  }

  const done = () => {
    inFlight--
    if (inFlight > 0) return
    const waiting = onIdle
    onIdle = []
    for (const run of waiting) run()
  }

  return {
    onMessage(bytes: Buffer, delivery: RelayDelivery): void {
      const arrivedAt = performance.now()
      const request = open(bytes, delivery)
      if (request === undefined) return
      inFlight++
      const failed = (error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        events.write('UnknownError', { tenant: keys.tenant, trackingId: request.id, reason })
        delivery.release()
      }
      void take(request, delivery, arrivedAt).catch(failed).finally(done)
    },
    inFlight: () => inFlight,
    /** Resolves when nothing that was taken is unanswered. */
    idle: () =>
      inFlight === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            onIdle.push(resolve)
          }),
  }
}
export type RequestReceiver = ReturnType<typeof receiveRequests>
