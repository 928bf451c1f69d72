import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'
import type { AgentEvent } from './handed-out.ts'

const eventSchema = z.looseObject({
  id: z.int().nullable(),
  name: z.string(),
  tenant: z.string().optional(),
  trackingId: z.string().optional(),
})

const readEvent = (line: string): AgentEvent => {
  const parsed: unknown = JSON.parse(line)
  const { id, name, tenant, trackingId } = eventSchema.parse(parsed)
  return { id, name, tenant, trackingId, line }
}

/** The agent's event log; undefined when the agent names none. */
export function agentEventsOf(system: System): Capabilities['events'] | undefined {
  const { logs } = system.roles.running('agent').reply
  const file = logs.events
  if (file === undefined) return undefined
  return {
    async all() {
      // What the agent has written may not lie in the file yet.
      await system.roles.running('agent').channel.ask('drain', {})
      const text = await readFile(file, 'utf8')
      return text.split('\n').filter(Boolean).map(readEvent)
    },
  }
}
