import type { Delivery, EventContext, Sender } from 'rhea'
import type { Consumer, MessageQueue, QueuedMessage } from './message-queue.ts'
import {
  agreeOnAddresses,
  agreeOnSettlement,
  creditOf,
  roomOf,
  sendEncoded,
  writtenOn,
} from './rhea-internals.ts'

/** What a receiver's outcome does with the message: done, or back to its place. */
const OUTCOMES = {
  accepted: 'done',
  rejected: 'done',
  released: 'back',
  modified: 'modified',
} as const
type OutcomeName = keyof typeof OUTCOMES

/** A link on which a peer takes from a queue. The function returned ends it: what it held goes back. */
export function openConsumer(sender: Sender, queue: MessageQueue): () => void {
  const held = new Map<Delivery, QueuedMessage>()
  const settled = agreeOnSettlement(sender)
  let sent = 0
  let attached = false
  agreeOnAddresses(sender)

  /** rhea counts credit down only when it writes: what was given to it and is not written yet is spent too. */
  const credit = () => creditOf(sender) - (sent - writtenOn(sender))

  const consumer: Consumer = {
    ready: () => attached && sender.is_open() && credit() > 0 && roomOf(sender) > 0,
    deliver(message, bytes) {
      sent += 1
      const delivery = sendEncoded(sender, bytes)
      if (settled) queue.settle(message)
      else held.set(delivery, message)
    },
  }

  function finish(delivery: Delivery, how: 'done' | 'back' | 'failed') {
    const message = held.get(delivery)
    if (message === undefined) return
    held.delete(delivery)
    if (!delivery.remote_settled) delivery.update(true)
    if (how === 'done') queue.settle(message)
    else queue.giveBack(message, how === 'failed')
  }

  for (const name of outcomeNames) {
    sender.on(name, ({ delivery }: EventContext) => {
      if (delivery !== undefined) finish(delivery, effectOf(name, delivery))
    })
  }
  // Settled without an outcome: nobody says that it was processed.
  sender.on('settled', ({ delivery }: EventContext) => {
    if (delivery !== undefined) finish(delivery, 'failed')
  })
  sender.on('sender_flow', () => queue.pump())
  sender.on('sendable', () => queue.pump())
  sender.on('sender_draining', () => {
    queue.pump()
    // The rest of the credit is given up with the flow that answers.
    sent += Math.max(0, credit())
    sender.set_drained(true)
  })
  queue.attach(consumer)
  // rhea writes transfers before attaches of the same turn: none may go before ours is written.
  process.nextTick(() => {
    attached = true
    queue.pump()
  })

  return () => {
    queue.detach(consumer)
    for (const message of held.values()) queue.giveBack(message, true)
    held.clear()
  }
}

const outcomeNames = [
  'accepted',
  'rejected',
  'released',
  'modified',
] as const satisfies OutcomeName[]

function effectOf(name: OutcomeName, delivery: Delivery): 'done' | 'back' | 'failed' {
  const effect = OUTCOMES[name]
  if (effect !== 'modified') return effect
  if (delivery.remote_state?.['undeliverable_here'] === true) return 'done'
  return delivery.remote_state?.['delivery_failed'] === true ? 'failed' : 'back'
}
