import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

const SERVERS = [
  ['portal', 'https'],
  ['relay', 'amqps'],
  ['directory', 'ldaps'],
] as const

/** Where the system's servers listen, taps left aside. */
export const serversOf = ({ edges }: System): Capabilities['servers'] => ({
  list: SERVERS.map(([name, protocol]) => {
    const { host, port } = edges[name]
    return { name, protocol, host, port }
  }),
})

/** What the agent may dial: its edges' ports, taps included, by name. */
export const agentEdges = ({ edges, taps }: System, tenant: string): Record<string, number> => ({
  portal: taps.agentPortal?.port ?? edges.portal.port,
  directory: taps.directory?.port ?? edges.directory.port,
  relay: taps.agentRelay.get(tenant)?.port ?? edges.relay.port,
  // Other tenants of the same agent have taps of their own, or dial the relays themselves.
  ...Object.fromEntries([...taps.agentRelay].map(([name, tap]) => [`relay of ${name}`, tap.port])),
  ...(edges.secondRelay && { 'second relay': edges.secondRelay.port }),
  ...Object.fromEntries(
    [...taps.agentSecondRelay].map(([name, tap]) => [`second relay of ${name}`, tap.port]),
  ),
})
