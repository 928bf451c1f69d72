import { openRelayLink, type RelayLink, type RelayLinkOptions } from './relay-link.ts'
import type { GenerationState } from './tenant-state.ts'

export interface RelayLinksOptions
  extends Omit<RelayLinkOptions, 'relay' | 'credential' | 'chatters'> {
  readonly generation: GenerationState
}

export interface RelayLinks extends Omit<RelayLink, 'send' | 'ready'> {
  /** Resolves when each relay let its links in. */
  ready(): Promise<unknown>
}

/** One generation's links, one to each of the tenant's relays, as one: connected when each of them is. */
export function openRelayLinks({ generation, ...options }: RelayLinksOptions): RelayLinks {
  const { relay, secondRelay, credential } = generation
  const first = openRelayLink({ ...options, credential, relay, chatters: 'agent-chatters' })
  if (secondRelay === undefined || options.faults.fires('agent-forgets-second-relay')) return first
  const second = openRelayLink({
    ...options,
    credential,
    relay: secondRelay,
    chatters: 'agent-chatters-to-second-relay',
  })
  const both = [first, second] as const
  return {
    async ready() {
      await Promise.all(both.map((link) => link.ready()))
    },
    async readyWithin(delayMs) {
      await Promise.all(both.map((link) => link.readyWithin(delayMs)))
    },
    connected: () => both.every((link) => link.connected()),
    /** One an agent and period, not one a relay: over the first that is connected. */
    beat: (sealed) => (both.find((link) => link.connected()) ?? first).beat(sealed),
    inFlight: () => both.reduce((sum, link) => sum + link.inFlight(), 0),
    async idle() {
      await Promise.all(both.map((link) => link.idle()))
    },
    async finish() {
      await Promise.all(both.map((link) => link.finish()))
    },
    async close() {
      await Promise.all(both.map((link) => link.close()))
    },
  }
}
