import type { Connection, Receiver, Sender, Session } from 'rhea'

type Link = Sender | Receiver

/** One link in a session of its own, on one connection; when it is over it is over. */
export interface Attachment<L extends Link> {
  readonly link: L
  /** False once it ended, whoever ended it. */
  alive(): boolean
  /** Detaches and ends the session; `onEnded` is not called. */
  close(): void
  /** The connection under it is gone. */
  drop(condition: string): void
}

export interface AttachmentEvents<L extends Link> {
  readonly onAttached: (link: L) => void
  /** Refused, detached, session ended or connection lost: the AMQP condition. Once. */
  readonly onEnded: (condition: string) => void
}

/** A relay that refuses answers with an attach that has no terminus, then a detach: that is waited for. */
const REFUSAL_WITHIN_MS = 1_000
const DETACHED = 'amqp:link:detached'
const ignore = () => undefined

/** The AMQP condition that ended a link or session. */
const conditionOf = ({ error }: { readonly error?: unknown }): string => {
  const condition: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'condition') : undefined
  return typeof condition === 'string' ? condition : DETACHED
}

const hasTerminus = (link: Link): boolean => {
  const terminus: unknown = link.is_receiver() ? link.source : link.target
  return terminus !== null && terminus !== undefined
}

/**
 * Begins a session, attaches the link that `open` makes in it. Brokers refuse by a detach, by the
 * session's end, or take the attach and detach at once: all of them are `onEnded`.
 */
export function attachLink<L extends Link>(
  connection: Connection,
  open: (session: Session) => L,
  events: AttachmentEvents<L>,
): Attachment<L> {
  let ended = false
  let confirming: NodeJS.Timeout | undefined
  const session = connection.create_session()

  const finish = () => {
    ended = true
    clearTimeout(confirming)
  }
  const end = (condition: string) => {
    if (ended) return
    finish()
    events.onEnded(condition)
  }

  session.on('session_error', ignore)
  session.on('session_close', () => end(conditionOf(session)))
  session.begin()
  const link = open(session)
  const prefix = link.is_receiver() ? 'receiver' : 'sender'
  link.on(`${prefix}_error`, ignore)
  link.on(`${prefix}_close`, () => {
    // Ours first: rhea would answer the detach after the session's end, which is a protocol error.
    link.close()
    session.close()
    end(conditionOf(link))
  })
  link.on(`${prefix}_open`, () => {
    const confirm = () => {
      if (!ended) events.onAttached(link)
    }
    confirming = setTimeout(confirm, hasTerminus(link) ? 0 : REFUSAL_WITHIN_MS)
  })

  return {
    link,
    alive: () => !ended,
    close() {
      if (ended) return
      finish()
      link.close()
      session.close()
    },
    drop: end,
  }
}
