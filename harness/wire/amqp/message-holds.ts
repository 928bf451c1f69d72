import type { DirectionChoice } from '../direction.ts'
import type { TapMessage } from './message-log.ts'

/** Messages that wait at the tap. */
export interface MessageHold {
  /** How many wait because of this hold now. */
  held(): number
  /** Lets them go on, in their order, and holds no more. */
  release(): void
}

export type MessagePredicate = (message: TapMessage) => boolean

/** One hold as the streams see it. */
export interface ActiveHold {
  readonly chooses: MessagePredicate
  held: number
}

/** All holds of a tap, over all of its connections. */
export interface MessageHolds {
  hold(choice: DirectionChoice, predicate: MessagePredicate): MessageHold
  /** Whether any hold looks at this direction. */
  active(message: Pick<TapMessage, 'direction'>): boolean
  /** The first hold that chooses the message. */
  choosing(message: TapMessage): ActiveHold | null
  /** Lets everything go on that waits, whoever holds it. */
  releaseAll(): void
  /** `onRelease` is told which hold has gone; returns how to stop that. */
  watch(onRelease: (hold: ActiveHold) => void): () => void
}

const looksAt = (choice: DirectionChoice, { direction }: Pick<TapMessage, 'direction'>) =>
  choice === 'both' || choice === direction

export function createMessageHolds(): MessageHolds {
  const holds = new Map<ActiveHold, DirectionChoice>()
  const watchers = new Set<(hold: ActiveHold) => void>()
  const release = (active: ActiveHold) => {
    holds.delete(active)
    for (const onRelease of watchers) onRelease(active)
  }
  return {
    hold(choice, predicate) {
      const active: ActiveHold = { chooses: predicate, held: 0 }
      holds.set(active, choice)
      return {
        held: () => active.held,
        release: () => release(active),
      }
    },
    releaseAll() {
      for (const active of holds.keys()) release(active)
    },
    active(message) {
      for (const choice of holds.values()) if (looksAt(choice, message)) return true
      return false
    },
    choosing(message) {
      for (const [hold, choice] of holds) {
        if (looksAt(choice, message) && hold.chooses(message)) return hold
      }
      return null
    },
    watch(onRelease) {
      watchers.add(onRelease)
      return () => void watchers.delete(onRelease)
    },
  }
}
