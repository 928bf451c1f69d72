import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { TargetError } from '../../target/errors.ts'
import { processTree } from '../../target/processes/sockets.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** Of real time, while the clocks stand: a machine that is busy takes seconds for what the agent does at once. */
const COMES_BACK_MS = 10_000
/** Where time cannot be moved: what PWB-FLOW-9 allows. */
const COMES_BACK_REALLY_MS = 30_000
const POLL_MS = 20

/** Stops and restarts the agent, knowing whether it runs. */
export function agentProcessOf(system: System, isUp: () => Promise<boolean>) {
  let stopped = false

  async function isUpWithin(ms: number) {
    const deadline = performance.now() + ms
    while (performance.now() < deadline) {
      if (await isUp()) return true
      await sleep(POLL_MS)
    }
    return false
  }

  async function untilUp() {
    const movable = system.isMovable()
    if (await isUpWithin(movable ? COMES_BACK_MS : COMES_BACK_REALLY_MS)) return
    if (!movable)
      throw new TargetError('agent', 'is not up 30 s after its return', 'look at its output')
    // A portal that only counts heartbeats learns of the return by the next one.
    await system.time.step(LIMITS.heartbeatPeriodMs + 1_000)
    if (!(await isUpWithin(COMES_BACK_MS)))
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
