import { setTimeout as sleep } from 'node:timers/promises'
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
import type { KeyGeneration, Keyring } from './keyring.ts'
import { createPadding } from './pad-result.ts'
import { textOf } from './problem.ts'

/** By which the permitted variant is slower. */
const SLOWNESS_MS = 40

export interface ReceiveOptions extends HandlerOptions {
  readonly keyring: Keyring
  /** Told once for each result that left. */
  readonly onAnswered: (refused: boolean) => void
}

/** Where the results of what came on one link go. */
export type Results = Pick<RelaySender, 'send'>

/** An authentic request, the keys that it came under, and how to settle it: its result goes the same way. */
interface Taken {
  readonly request: SealedRequest
  readonly generation: KeyGeneration
  readonly delivery: RelayDelivery
  readonly results: Results
}

const idOf = (bytes: Buffer): string | undefined => {
  try {
    return peek(bytes).id
  } catch {
    return undefined
  }
}

/** A request's with one short password: the fault's. */
const SHORT_BYTES = 314

/** What cannot be opened is one of these two in the product's log (PWB-SEC-6). */
const eventOf = (error: unknown): EventName =>
  error instanceof PackageError && error.problem !== 'malformed'
    ? 'DecryptionError'
    : 'ValidationError'

/**
 * Takes messages off a tenant's relay links, in order per account, and answers each with one result,
 * under the keys and on the link that it came by (PWB-KEY-3).
 */
export function receiveRequests(options: ReceiveOptions) {
  const { keyring, tenant, events, faults, onAnswered } = options
  const handler = createHandler(options)
  const order = createOrder()
  const padding = createPadding(faults)
  const underWay = new Map<string, Promise<Told | undefined>>()
  async function answer(taken: Taken, told: Told, isRepeat = false) {
    const { request, generation, delivery, results } = taken
    if (faults.fires('agent-answers-later')) await sleep(SLOWNESS_MS)
    const outcome = outcomeTold(told)
    const body = {
      requestId: request.id,
      outcome,
      agentMicros: told.agentMicros,
      directoryMicros: told.directoryMicros,
      completedAtMs: told.completedAtMs,
    }
    const send = (onSending?: () => void) => {
      const bytes = sealResult(generation.keys, body)
      const padded = padding(bytes.length)
      const subject = isRepeat && faults.fires('agent-marks-repeats') ? 'again' : padded
      return results.send(bytes, { subject, onSending })
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
  function perform({ request, generation }: Taken, arrivedAt: number): Promise<Told | undefined> {
    const opening = generation.withPrivateKey((key) => request.passwords(key))
    opening.catch(() => undefined)
    const work = order.run(request.cloudAnchor.toString('latin1'), () =>
      handler.apply(request, opening, arrivedAt),
    )
    underWay.set(request.id, work)
    const forget = () => underWay.delete(request.id)
    work.then(forget, forget)
    return work
  }

  async function take(taken: Taken, arrivedAt: number) {
    const { request, delivery } = taken
    const details = { tenant, trackingId: request.id }
    const before = handler.recorded(request) ?? underWay.get(request.id)
    // An expired copy is not answered (PWB-MSG-10), but for one whose answer the relay never got: what
    // was applied must not be told as expired (PWB-TTL-4).
    const isOwed = before !== undefined && delivery.redelivered
    if (!isOwed && !isInTime(options, request)) {
      events.write('RequestExpired', details)
      if (faults.fires('agent-answers-expired')) await answer(taken, refusedNow())
      else delivery.accept()
      return
    }
    if (before !== undefined) events.write('RequestRepeated', details)
    const told = await (before ?? perform(taken, arrivedAt))
    if (told === undefined) delivery.accept()
    else await answer(taken, told, before !== undefined)
  }

  function open(received: Buffer, delivery: RelayDelivery) {
    const bytes = faults.fires('agent-cuts-packages') ? received.subarray(0, SHORT_BYTES) : received
    try {
      const generation = keyring.of(bytes)
      return { generation, request: openRequestPackage(generation.keys, bytes) }
    } catch (error) {
      delivery.accept()
      if (faults.fires('agent-hides-bad-packages')) return undefined
      const trackingId = idOf(bytes)
      events.write(eventOf(error), {
        tenant,
        ...(trackingId !== undefined && { trackingId }),
        reason: error instanceof PackageError ? error.message : 'not a package',
      })
      return undefined
    }
  }

  return {
    /** Resolves when it is answered, given back, or dropped; the result goes to `results`. */
    async onMessage(bytes: Buffer, delivery: RelayDelivery, results: Results): Promise<void> {
      const arrivedAt = performance.now()
      const opened = open(bytes, delivery)
      if (opened === undefined) return
      try {
        const { request, generation } = opened
        await take({ request, generation, delivery, results }, arrivedAt)
      } catch (error) {
        const reason = textOf(error)
        events.write('UnknownError', { tenant, trackingId: opened.request.id, reason })
        delivery.release()
      }
    },
  }
}
export type RequestReceiver = ReturnType<typeof receiveRequests>
