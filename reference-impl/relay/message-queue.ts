import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { QueueCounters } from '../protocol/relay-management-forms.ts'
import type { Expiring, ExpirySchedule } from './expiry.ts'
import type { InProgress } from './in-progress.ts'
import { type MessageHeader, withHeader } from './message-header.ts'
import { createWaitingLine } from './waiting-line.ts'

/** A message in the relay. Its bytes are the relay's own copy, as they came. */
export interface QueuedMessage extends Expiring {
  readonly sequence: number
  readonly bytes: Buffer
  readonly header: MessageHeader
  readonly enqueuedAtMs: number
  /** Deliveries that came back; undefined: never delivered. */
  failedDeliveries: number | undefined
}

/** Whoever takes messages out of a queue. */
export interface Consumer {
  /** True when it can take one now. */
  ready(): boolean
  deliver(message: QueuedMessage, bytes: Buffer): void
}

/** Bytes that messages may take, of one direction of a tenant. */
interface ByteBudget {
  readonly limitBytes: number
  usedBytes: number
}

export interface QueueOptions {
  readonly clock: Clock
  readonly expiry: ExpirySchedule
  readonly inProgress: InProgress
  readonly budget: ByteBudget
  readonly ttlCeilingMs: number
  /** Set on the queue that the named faults deviate on. */
  readonly faults?: Faults
  /** Takes the copy of an expired message that the fault for PWB-TTL-6 leaves. */
  readonly keepExpired?: (message: QueuedMessage) => void
}

type OfferAnswer = 'taken' | 'over-budget' | 'closed'

export interface MessageQueue {
  readonly counters: Readonly<QueueCounters>
  readonly consumers: number
  offer(bytes: Buffer, header: MessageHeader): OfferAnswer
  refuse(): void
  attach(consumer: Consumer): void
  detach(consumer: Consumer): void
  /** Delivers while something waits and somebody is ready. */
  pump(): void
  settle(message: QueuedMessage): void
  /** Not processed: back to its place, where it may have expired meanwhile. `failed` counts the attempt. */
  giveBack(message: QueuedMessage, failed: boolean): void
  /** Drops what waits, and takes nothing more. */
  close(): void
}

/** What the relay keeps about a message, roughly: a flood of tiny ones must not go uncounted. */
const ENTRY_BYTES = 256

const costOf = (bytes: Buffer) => bytes.length + ENTRY_BYTES

/** PWB-TTL-1's killer: the time after which the fault lets a request expire. */
const HASTY_TTL_MS = 10_000

/**
 * A tenant's queue. Messages expire by the relay's clock while they wait, never while a consumer
 * holds them, and leave no copy (PWB-TTL-1, PWB-TTL-6). Consumers take turns.
 */
export function createMessageQueue(options: QueueOptions): MessageQueue {
  const { clock, expiry, inProgress, budget, ttlCeilingMs, faults } = options
  const line = createWaitingLine<QueuedMessage>()
  const count = { enqueued: 0, delivered: 0, settled: 0, expired: 0, refused: 0 }
  /** Those that the fault of delivering twice made. */
  const copies = new WeakSet<QueuedMessage>()
  let consumers: Consumer[] = []
  let turn = 0
  let sequence = 0
  let closed = false

  const release = (message: QueuedMessage) => {
    budget.usedBytes -= costOf(message.bytes)
  }

  const ignoresTtl = () => faults?.fires('relay-ignores-ttl') === true

  const isOver = (message: QueuedMessage) => message.expiresAtMs <= clock.now() && !ignoresTtl()

  const drop = (message: QueuedMessage) => {
    count.expired += 1
    release(message)
    if (faults?.fires('relay-keeps-expired') === true) options.keepExpired?.(message)
  }

  function create(bytes: Buffer, header: MessageHeader): QueuedMessage {
    const enqueuedAtMs = clock.now()
    const askedMs = Math.min(header.ttlMs ?? ttlCeilingMs, ttlCeilingMs)
    const hasty = askedMs > HASTY_TTL_MS && faults?.fires('relay-expires-at-once') === true
    const message: QueuedMessage = {
      sequence: (sequence += 1),
      bytes: Buffer.from(bytes),
      header,
      enqueuedAtMs,
      expiresAtMs: enqueuedAtMs + (hasty ? HASTY_TTL_MS : askedMs),
      failedDeliveries: undefined,
      expire() {
        if (ignoresTtl()) return
        line.remove(message)
        drop(message)
      },
    }
    return message
  }

  /** What is left of the time to live goes with it; a message that went straight through stays as it came. */
  function outgoing(message: QueuedMessage): Buffer {
    const { bytes, header, failedDeliveries } = message
    const waitedMs = Math.floor(clock.now() - message.enqueuedAtMs)
    if (failedDeliveries === undefined && (waitedMs < 1 || header.ttlMs === undefined)) return bytes
    const leftMs = Math.max(0, Math.floor(message.expiresAtMs - clock.now()))
    return withHeader(bytes, header, {
      ttlMs: header.ttlMs === undefined ? undefined : leftMs,
      ...(failedDeliveries !== undefined && {
        deliveryCount: header.deliveryCount + failedDeliveries,
      }),
    })
  }

  function nextReady(): Consumer | undefined {
    for (let step = 0; step < consumers.length; step += 1) {
      const candidate = consumers[(turn + step) % consumers.length]
      if (candidate?.ready() === true) {
        turn = (turn + step + 1) % consumers.length
        return candidate
      }
    }
    return undefined
  }

  function hand(message: QueuedMessage, consumer: Consumer) {
    inProgress.begin()
    count.delivered += 1
    consumer.deliver(message, outgoing(message))
  }

  function wait(message: QueuedMessage, again: boolean) {
    if (again) line.putBack(message)
    else line.append(message)
    expiry.add(message)
  }

  function pump() {
    while (line.length > 0) {
      const message = line.first()
      if (message === undefined) return
      const over = isOver(message)
      const consumer = over ? undefined : nextReady()
      if (!over && consumer === undefined) return
      line.remove(message)
      expiry.remove(message)
      if (consumer === undefined) drop(message)
      else hand(message, consumer)
    }
  }

  return {
    get counters() {
      return { ...count, depth: line.length }
    },
    get consumers() {
      return consumers.length
    },
    offer(bytes, header) {
      if (closed) return 'closed'
      if (budget.usedBytes + costOf(bytes) > budget.limitBytes) {
        count.refused += 1
        return 'over-budget'
      }
      count.enqueued += 1
      if (consumers.length === 0 && faults?.fires('relay-drops-waiting') === true) return 'taken'
      const message = create(bytes, header)
      budget.usedBytes += costOf(message.bytes)
      const consumer = line.length === 0 ? nextReady() : undefined
      if (consumer !== undefined) {
        hand(message, consumer)
        return 'taken'
      }
      wait(message, false)
      pump()
      return 'taken'
    },
    refuse() {
      count.refused += 1
    },
    attach(consumer) {
      consumers.push(consumer)
      pump()
    },
    detach(consumer) {
      consumers = consumers.filter((other) => other !== consumer)
      turn = 0
    },
    pump,
    settle(message) {
      inProgress.end()
      count.settled += 1
      release(message)
      if (copies.has(message) || faults?.fires('relay-delivers-twice') !== true) return
      const copy = create(message.bytes, message.header)
      copies.add(copy)
      budget.usedBytes += costOf(copy.bytes)
      wait(copy, false)
      pump()
    },
    giveBack(message, failed) {
      inProgress.end()
      message.failedDeliveries = (message.failedDeliveries ?? 0) + (failed ? 1 : 0)
      if (closed || faults?.fires('relay-forgets-unsettled') === true) release(message)
      else wait(message, true)
      pump()
    },
    close() {
      closed = true
      for (let message = line.first(); message !== undefined; message = line.first()) {
        line.remove(message)
        expiry.remove(message)
        release(message)
      }
    },
  }
}
