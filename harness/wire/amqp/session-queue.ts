import type { ActiveHold, MessageHolds } from './message-holds.ts'
import type { TapMessage } from './message-log.ts'

/** A transfer, or another frame that must stay behind one. */
interface Entry {
  frames: Buffer[]
  /** Null while the transfer is incomplete, and for frames that are none. */
  message: TapMessage | null
  complete: boolean
  hold: ActiveHold | null
}

/**
 * What waits in one direction of one AMQP session. Delivery ids of a session must arrive in sequence
 * (AMQP 1.0 part 2, section 2.7.5), so whatever comes behind a held transfer waits too, chosen or not.
 */
export interface SessionQueue {
  isEmpty(): boolean
  /** A frame that stays behind what waits. */
  addFrame(frame: Buffer): void
  /** A frame of the transfer that `key` names. */
  addTransfer(key: string, frame: Buffer): void
  /**
   * The transfer is complete (`message` null: aborted): decides whether it waits, sends what need not.
   * `edit` gives what goes on in the place of its frames; null: they do.
   */
  complete(
    key: string,
    message: TapMessage | null,
    edit: (frames: readonly Buffer[]) => Buffer | null,
  ): void
  /** Whether `key` names a transfer whose first frames wait here. */
  hasOpen(key: string): boolean
  released(hold: ActiveHold): void
  /** The session is gone, and with it what waits. */
  clear(): void
}

export function createSessionQueue(
  holds: MessageHolds,
  forward: (frame: Buffer) => void,
): SessionQueue {
  let entries: Entry[] = []
  const open = new Map<string, Entry>()

  const decide = (entry: Entry) => {
    entry.hold = entry.message === null ? null : holds.choosing(entry.message)
    if (entry.hold !== null) entry.hold.held++
  }

  const send = () => {
    for (;;) {
      const [next] = entries
      if (next === undefined || !next.complete || next.hold !== null) return
      entries.shift()
      for (const frame of next.frames) forward(frame)
    }
  }

  return {
    isEmpty: () => entries.length === 0,
    addFrame: (frame) =>
      void entries.push({ frames: [frame], message: null, complete: true, hold: null }),
    addTransfer(key, frame) {
      const known = open.get(key)
      if (known !== undefined) {
        known.frames.push(frame)
        return
      }
      const entry: Entry = { frames: [frame], message: null, complete: false, hold: null }
      open.set(key, entry)
      entries.push(entry)
    },
    complete(key, message, edit) {
      const entry = open.get(key)
      if (entry === undefined) return
      open.delete(key)
      entry.complete = true
      entry.message = message
      const edited = edit(entry.frames)
      if (edited !== null) entry.frames = [edited]
      decide(entry)
      send()
    },
    hasOpen: (key) => open.has(key),
    released(hold) {
      for (const entry of entries) if (entry.hold === hold) decide(entry)
      hold.held = 0
      send()
    },
    clear() {
      for (const { hold } of entries) if (hold !== null) hold.held--
      entries = []
      open.clear()
    },
  }
}
