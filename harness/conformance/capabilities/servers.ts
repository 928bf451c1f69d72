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
