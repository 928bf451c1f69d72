import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** Why a requirement of two relays stays not proven. */
export const LACKS_SECOND_RELAY = 'relay: a second one beside it, which the run starts'

/** The tenant's second relay, knowing whether it runs; undefined where there is one relay only. */
export function secondRelayOf({ roles, taps }: System, tenant: string) {
  const agentLink = taps.agentSecondRelay.get(tenant)
  if (agentLink === undefined) return undefined
  let stopped = false
  const capability: Capabilities['secondRelay'] = {
    agentLink,
    async stop() {
      if (stopped) return
      stopped = true
      await roles.stop('second-relay')
    },
    async restart() {
      if (!stopped) return
      await roles.restart('second-relay')
      stopped = false
    },
  }
  return capability
}
