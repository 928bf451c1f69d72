import type { Delivery, EventContext, Receiver } from 'rhea'
import { MalformedHeader, type MessageHeader, readHeader } from './message-header.ts'
import type { MessageQueue } from './message-queue.ts'
import { REFUSALS } from './refusals.ts'
import { ABORTED, agreeOnAddresses, announceLimit, forget, TOO_LARGE } from './rhea-internals.ts'

/** Messages that a sender may have under way. Half of it used: one flow gives it back. */
const CREDIT_WINDOW = 500

const OFFER_REFUSALS = { 'over-budget': REFUSALS.overBudget, closed: REFUSALS.retired } as const

/** A link on which a peer sends into a queue: `accepted` only after it stands there (PWB-MSG-7, PWB-TTL-3). */
export function openProducer(
  receiver: Receiver,
  queue: MessageQueue,
  maxMessageBytes: number,
): void {
  let used = 0
  agreeOnAddresses(receiver)
  announceLimit(receiver, maxMessageBytes)
  receiver.add_credit(CREDIT_WINDOW)

  function take(delivery: Delivery, bytes: Buffer) {
    if (bytes === ABORTED) return forget(delivery)
    if (bytes === TOO_LARGE) {
      queue.refuse()
      return delivery.reject(REFUSALS.tooLarge)
    }
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
    if (delivery === undefined || !Buffer.isBuffer(message)) return
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
