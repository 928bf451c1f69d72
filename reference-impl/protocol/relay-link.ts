import type { Connection, Receiver, Sender, Session } from 'rhea'
import { type Attachment, attachLink } from './relay-attachment.ts'
import type { Backoff } from './backoff.ts'

export interface KeptLinkOptions<L extends Sender | Receiver> {
  /** Makes the link; called for every attachment anew. */
  readonly open: (session: Session) => L
  readonly onAttached: (attachment: Attachment<L>) => void
  readonly onDetached: (condition: string) => void
  readonly backoff: Backoff
}

/** A link that comes back: after its connection's return, and after a detach or session end. */
export interface KeptLink {
  attachTo(connection: Connection): void
  connectionLost(reason: string): void
  close(): void
}

export function keepAttached<L extends Sender | Receiver>(options: KeptLinkOptions<L>): KeptLink {
  const { open, onAttached, onDetached, backoff } = options
  let attachment: Attachment<L> | undefined
  let retry: NodeJS.Timeout | undefined
  let connection: Connection | undefined

  const onEnded = (condition: string) => {
    attachment = undefined
    if (connection !== undefined) retry = setTimeout(attach, backoff.nextMs())
    onDetached(condition)
  }

  function attach() {
    if (connection === undefined) return
    const made = attachLink(connection, open, {
      onAttached() {
        backoff.reset()
        onAttached(made)
      },
      onEnded,
    })
    attachment = made
  }

  return {
    attachTo(opened) {
      connection = opened
      attach()
    },
    connectionLost(reason) {
      connection = undefined
      clearTimeout(retry)
      attachment?.drop(reason)
    },
    close() {
      connection = undefined
      clearTimeout(retry)
      attachment?.close()
      attachment = undefined
    },
  }
}
