import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import type { Edge } from '../../contract/edge.ts'
import { judged, type Prerequisite, unknown } from './prerequisite.ts'

const CONNECT_MS = 5_000

/** Undefined: reached, and the certificate is of that name. */
async function whyUnreached({ host, port, servername, caFile }: Edge) {
  const socket = connect({ host, port, servername, ca: await readFile(caFile) })
  socket.setNoDelay(true)
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(CONNECT_MS) })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    socket.destroy()
  }
}

/** What the network between must allow. */
export const BETWEEN: readonly Prerequisite[] = [
  {
    id: 'outbound-names',
    asks: 'both outbound names are reached over TLS',
    source: 'TS',
    remedy: 'let both names through firewall and proxy, without opening TLS on the way',
    async look({ outbound }) {
      const results = await Promise.all(
        Object.entries(outbound).map(async ([name, edge]) => ({
          name: `${name} (${edge.servername})`,
          why: await whyUnreached(edge),
        })),
      )
      return judged(
        results.length > 0 && results.every(({ why }) => why === undefined),
        results.map(({ name, why }) => `${name}: ${why ?? 'reached'}`).join('; '),
      )
    },
  },
  {
    id: 'idle-connections',
    asks: 'idle connections are kept for two to three minutes',
    source: 'TS',
    remedy: 'set the idle timeout of firewall and proxy to at least three minutes',
    async look({ agentLink, idleMs }) {
      if (agentLink === undefined) return unknown('the agent’s link to the relay is not seen')
      const before = agentLink.snapshot()
      if (before.open === 0) return unknown('the agent has no link to the relay')
      await sleep(idleMs)
      const after = agentLink.snapshot()
      const renewed = after.connections - before.connections
      return judged(
        renewed === 0 && after.open === before.open,
        `in ${idleMs / 1000} s without an operation the agent’s link was renewed ${renewed} times`,
      )
    },
  },
]
