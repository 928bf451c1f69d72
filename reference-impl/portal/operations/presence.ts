import type { RelayConnection } from '../../protocol/relay-connection.ts'

/** What the relay's presence address says: an agent is attached, none is, or it cannot be known. */
export type Presence = 'consumer' | 'no-consumer' | 'cannot-say'

const NO_CONSUMER = 'amqp:not-found'

/** A relay that refuses for another reason knows no presence; one that does not answer is down. */
const saysNothing = (condition: string) =>
  condition.startsWith('amqp:') && condition !== NO_CONSUMER

export interface PresenceOptions {
  readonly connection: Pick<RelayConnection, 'tryAttach'>
  /** Null: this relay has no such address. */
  readonly address: string | null
  /** The last consumer left, or the link to the relay broke. */
  readonly onLeft: () => void
}

/**
 * Watches whether the tenant's agent is attached, by a link that the relay keeps only while it is: no
 * message is sent for it (PWB-FLOW-9). Attaches when asked, and never by a timer.
 */
export function watchPresence({ connection, address, onLeft }: PresenceOptions) {
  let attached = false
  let attempt: Promise<Presence> | null = null

  async function watch(detached: Promise<string>) {
    await detached
    attached = false
    onLeft()
  }

  async function attach(to: string): Promise<Presence> {
    const made = await connection.tryAttach(to)
    if (made.state === 'refused') {
      return saysNothing(made.condition) ? 'cannot-say' : 'no-consumer'
    }
    attached = true
    void watch(made.detached)
    return 'consumer'
  }

  return {
    /** Attaches if it is not; those who ask at the same time share the attempt. */
    async look(): Promise<Presence> {
      if (attached) return 'consumer'
      if (address === null) return 'cannot-say'
      attempt ??= attach(address).finally(() => {
        attempt = null
      })
      return attempt
    },
  }
}
