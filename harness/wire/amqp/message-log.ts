import { type DirectionCounters } from '../counting/counters.ts'
import { type Direction, type PerDirection } from '../direction.ts'
import type { MessageSections } from './amqp-sections.ts'

/** A message: one complete AMQP transfer. Nothing of its content. */
export interface TapMessage {
  /** When its last frame reached the tap; milliseconds since the epoch, by the tap's clock. */
  readonly at: number
  readonly direction: Direction
  /** Which connection carried it; counted from 1. */
  readonly connection: number
  /** The node that its link is attached to; null when the tap could not know. */
  readonly address: string | null
  readonly deliveryId: number | null
  readonly settled: boolean
  readonly frames: number
  /** Envelope sections and body. */
  readonly sizeBytes: number
  /** Inside the body sections; null for what is not a message in AMQP's own format. */
  readonly bodyBytes: number | null
  readonly sectionBytes: MessageSections['sectionBytes']
}

/** The latest messages. Counts in `WireCounters` go on when old ones are dropped. */
export interface MessageLog {
  add(message: TapMessage): void
  all(): readonly TapMessage[]
}

const KEPT_MESSAGES = 100_000

/** Keeps at least the last `kept` messages, and at most a quarter more. */
export function createMessageLog(
  counters: PerDirection<DirectionCounters>,
  kept = KEPT_MESSAGES,
): MessageLog {
  const messages: TapMessage[] = []
  return {
    add(message) {
      const counter = counters[message.direction]
      counter.messages++
      counter.messageBytes += message.sizeBytes
      messages.push(message)
      if (messages.length > kept * 1.25) messages.splice(0, messages.length - kept)
    },
    all: () => messages,
  }
}
