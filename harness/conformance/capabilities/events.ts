import { readFile } from 'node:fs/promises'
import { agentEventSchema } from '../../contract/agent-events.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** The agent's event log, where it tells a file; what it still buffers is asked out first. */
export function eventsOf(system: System): Capabilities['events'] | undefined {
  const file = system.roles.running('agent').reply.logs.events
  if (file === undefined) return undefined
  return {
    async read() {
      await system.roles.running('agent').channel.ask('drain', {})
      const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean)
      return lines.map((line) => agentEventSchema.parse(JSON.parse(line)))
    },
  }
}
