import type { Faults } from '../../faults.ts'
import type { RelayLink } from './relay-link.ts'

/** What a request goes out by, and its result comes back by. */
export type Way = Pick<RelayLink, 'send' | 'attached' | 'disturbances'>

/** The portal's side of one tenant, whatever the number of its relays. */
export interface TenantLink extends Omit<RelayLink, keyof Way> {
  /** For the next request. */
  way(): Way
}

/**
 * A tenant's links, one to each of its relays, as one: writeback is down when either of them is. A request goes over
 * the first that the relay lets us send on; what comes between portal and agent on another way does not touch it.
 */
export function joinLinks(links: readonly [RelayLink, ...RelayLink[]], faults: Faults): TenantLink {
  const [first] = links
  return {
    async isUp() {
      const forgets = links.length > 1 && faults.fires('portal-ignores-second-relay')
      const judged = forgets ? [first] : links
      return (await Promise.all(judged.map((link) => link.isUp()))).every(Boolean)
    },
    way: () => links.find((link) => link.attached()) ?? first,
    retire() {
      for (const link of links) link.retire()
    },
    reinstate() {
      for (const link of links) link.reinstate()
    },
    async ready() {
      await Promise.all(links.map((link) => link.ready()))
    },
    async close() {
      await Promise.all(links.map((link) => link.close()))
    },
  }
}
