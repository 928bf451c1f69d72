import type { Delivery, EventContext, Receiver } from 'rhea'
import type { Faults } from '../faults.ts'
import { MalformedHeader, type MessageHeader, readHeader } from './message-header.ts'
import type { MessageQueue } from './message-queue.ts'
import { REFUSALS } from './refusals.ts'
import { ABORTED, agreeOnAddresses, announceLimit, forget, TOO_LARGE } from './rhea-internals.ts'

/** Messages that a sender may have under way. Half of it used: one flow gives it back. */
const CREDIT_WINDOW = 500

const OFFER_REFUSALS = { 'over-budget': REFUSALS.overBudget, closed: REFUSALS.retired } as const

export interface ProducerOptions {
  readonly maxMessageBytes: number
  readonly faults: Faults
}

/** A link on which a peer sends into a queue: `accepted` only after it stands there (PWB-MSG-7, PWB-TTL-3). */
export function openProducer(
  receiver: Receiver,
  queue: MessageQueue,
  { maxMessageBytes, faults }: ProducerOptions,
): void {
  let used = 0
  let stalled = false
  agreeOnAddresses(receiver)
  announceLimit(receiver, maxMessageBytes)
  receiver.add_credit(CREDIT_WINDOW)

  function refuseLarge(delivery: Delivery) {
    queue.refuse()
    if (faults.fires('relay-accepts-oversize')) return delivery.accept()
    stalled = faults.fires('relay-stalls-after-oversize')
    return faults.fires('relay-refuses-without-reason')
      ? delivery.reject()
      : delivery.reject(REFUSALS.tooLarge)
  }

  function take(delivery: Delivery, bytes: Buffer) {
    if (bytes === ABORTED) return forget(delivery)
    if (bytes === TOO_LARGE) return refuseLarge(delivery)
    const header = headerOf(bytes)
    if (header === undefined) {
      queue.refuse()
      return delivery.reject(REFUSALS.malformed)
    }
    const answer = queue.offer(bytes, header)
    return answer === 'taken' ? delivery.accept() : delivery.reject(OFFER_REFUSALS[answer])
  }

  receiver.on('message', ({ message, delivery }: EventContext) => {
    // Undecoded, as rhea-internals makes it.
    if (stalled || delivery === undefined || !Buffer.isBuffer(message)) return
    take(delivery, message)
    used += 1
    if (used < CREDIT_WINDOW / 2) return
    receiver.add_credit(used)
    used = 0
  })
}

function headerOf(bytes: Buffer): MessageHeader | undefined {
  try {
    return readHeader(bytes)
  } catch (error) {
    if (error instanceof MalformedHeader) return undefined
    throw error
  }
}
