import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { withKnownServer } from '../../../bench/calibration/server.ts'
import type { Edge } from '../../contract/edge.ts'

/** As the gate's storm comes: a processor that is idle between two exchanges is slower at each. */
const EVERY_MS = 20
const WARM_UP = 50
const EXCHANGES = 150

async function exchange({ host, port, servername }: Edge, ca: Buffer, agent: Agent) {
  const request = get({ host, port, servername, ca, agent, path: '/' })
  const [response] = await once(request, 'response')
  await once(response.resume(), 'end')
}

/**
 * Processor time of one HTTPS request and its answer, driver and server together, in microseconds: the
 * yardstick that makes processor times of unlike machines and hours comparable. It is the same kind of work
 * as a reset at the same pace, so that what slows the one slows the other.
 */
export const exchangeMicros = (): Promise<number> =>
  withKnownServer({ delayMs: 0 }, async (edge) => {
    const ca = await readFile(edge.caFile)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const paced = async (count: number) => {
      for (let done = 0; done < count; done++) {
        await exchange(edge, ca, agent)
        await sleep(EVERY_MS)
      }
    }
    try {
      await paced(WARM_UP)
      const before = process.cpuUsage()
      await paced(EXCHANGES)
      const { user, system } = process.cpuUsage(before)
      return (user + system) / EXCHANGES
    } finally {
      agent.destroy()
    }
  })
