import { z } from 'zod'

/** One JSON line of the agent's event log; ids are the documented ones, null where none is published (PWB-LIFE-8). */
export const agentEventSchema = z.looseObject({
  /** ISO 8601, by the agent's clock. */
  time: z.string(),
  id: z.int().nullable(),
  name: z.string(),
  tenant: z.string().optional(),
  trackingId: z.string().optional(),
})
export type AgentEvent = z.infer<typeof agentEventSchema>
