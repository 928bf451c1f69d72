import type { Frame } from './amqp-frames.ts'
import type { DirectionChoice } from '../direction.ts'
import type { MessagePredicate } from './message-holds.ts'
import type { TapMessage } from './message-log.ts'
import { withBody } from './transfer-body.ts'

/** Gives the bytes that go on in the place of a message's body; it may keep what it is given. */
export type BodyEdit = (body: Buffer) => Buffer

/** Bodies that are changed at the tap. */
export interface MessageEdit {
  /** How many messages went through the edit. */
  edited(): number
  stop(): void
}

/** All edits of a tap, over all of its connections. */
export interface MessageEdits {
  edit(choice: DirectionChoice, predicate: MessagePredicate, edit: BodyEdit): MessageEdit
  /** Nothing is changed any more, whoever asked for it. */
  stopAll(): void
  /** Whether any edit looks at this direction. */
  active(message: Pick<TapMessage, 'direction'>): boolean
  /** The frame that goes on in the place of this whole transfer; null: the one that came. */
  apply(message: TapMessage, frame: Frame): Buffer | null
}

interface ActiveEdit {
  readonly choice: DirectionChoice
  readonly chooses: MessagePredicate
  readonly edit: BodyEdit
  edited: number
}

const looksAt = ({ choice }: ActiveEdit, { direction }: Pick<TapMessage, 'direction'>) =>
  choice === 'both' || choice === direction

/** The first edit that chooses a message makes its body: one message, one edit. */
export function createMessageEdits(): MessageEdits {
  const edits = new Set<ActiveEdit>()
  return {
    edit(choice, predicate, edit) {
      const active: ActiveEdit = { choice, chooses: predicate, edit, edited: 0 }
      edits.add(active)
      return { edited: () => active.edited, stop: () => void edits.delete(active) }
    },
    stopAll: () => edits.clear(),
    active: (message) => [...edits].some((edit) => looksAt(edit, message)),
    apply(message, frame) {
      for (const active of edits) {
        if (!looksAt(active, message) || !active.chooses(message)) continue
        const edited = withBody(frame, active.edit)
        if (edited !== null) active.edited++
        return edited
      }
      return null
    },
  }
}
