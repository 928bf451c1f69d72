import { processTree } from '../../target/sockets.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

const COMES_BACK_MS = 10_000
const POLL_MS = 20

/** Stops and restarts the agent, knowing whether it runs. */
export function agentProcessOf(system: System, isUp: () => Promise<boolean>) {
  let stopped = false

  async function untilUp() {
    const deadline = performance.now() + COMES_BACK_MS
    while (!(await isUp())) {
      if (performance.now() > deadline) throw new Error('the agent did not come back within 10 s')
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
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
