import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { processTree } from '../../target/sockets.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

const COMES_BACK_MS = 3_000
const POLL_MS = 20

/** Stops and restarts the agent, knowing whether it runs. */
export function agentProcessOf(system: System, isUp: () => Promise<boolean>) {
  let stopped = false

  async function isUpSoon() {
    const deadline = performance.now() + COMES_BACK_MS
    while (performance.now() < deadline) {
      if (await isUp()) return true
      await sleep(POLL_MS)
    }
    return false
  }

  async function untilUp() {
    if (await isUpSoon()) return
    // A portal that only counts heartbeats learns of the return by the next one.
    await system.time.step(LIMITS.heartbeatPeriodMs + 1_000)
    if (!(await isUpSoon()))
      throw new Error('the agent did not come back within a heartbeat period')
  }

  const capability: Capabilities['agent'] = {
    async stop() {
      if (stopped) return
      stopped = true
      await system.roles.stop('agent')
    },
    async restart() {
      if (!stopped) return
      await system.roles.restart('agent')
      stopped = false
      await untilUp()
    },
    async pids() {
      const { reply } = system.roles.running('agent')
      const trees = await Promise.all(reply.pids.map(processTree))
      return trees.flat()
    },
  }
  return capability
}
