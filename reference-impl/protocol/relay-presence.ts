import type { Connection, Receiver, Session } from 'rhea'
import { createDeferred } from './deferred.ts'
import { type Attachment, attachLink } from './relay-attachment.ts'

/** A link over which nothing is ever transferred: that it is attached is the message (PWB-FLOW-9). */
export type PresenceAttempt =
  | {
      readonly state: 'attached'
      /** Resolves with the AMQP condition when the relay, or the connection's loss, ends it. */
      readonly detached: Promise<string>
      close(): void
    }
  | { readonly state: 'refused'; readonly condition: string }

const ANSWER_WITHIN_MS = 2_000

const openIn = (address: string) => (session: Session) =>
  session.open_receiver({ source: { address }, target: {}, credit_window: 0, autoaccept: false })

/** Attaches once and does not try again. `open` holds what the connection has to drop when it ends. */
export function tryAttachOn(
  connection: Connection,
  address: string,
  open: Set<Attachment<Receiver>>,
): Promise<PresenceAttempt> {
  const attempt = createDeferred<PresenceAttempt>()
  const detached = createDeferred<string>()
  const settle = (result: PresenceAttempt) => {
    clearTimeout(timer)
    attempt.resolve(result)
  }
  const close = () => {
    open.delete(made)
    made.close()
  }
  const timer = setTimeout(() => {
    close()
    settle({ state: 'refused', condition: 'no answer to the attach' })
  }, ANSWER_WITHIN_MS)
  const made = attachLink(connection, openIn(address), {
    onAttached: () => settle({ state: 'attached', detached: detached.promise, close }),
    onEnded(condition) {
      open.delete(made)
      detached.resolve(condition)
      settle({ state: 'refused', condition })
    },
  })
  open.add(made)
  return attempt.promise
}
