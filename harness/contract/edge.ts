import { z } from 'zod'

/** Where a part is reached and by which name its certificate is verified. A tap changes host and port only. */
export const edgeSchema = z.strictObject({
  host: z.string(),
  port: z.int().min(1).max(65_535),
  servername: z.string(),
  caFile: z.string(),
})
export type Edge = z.infer<typeof edgeSchema>

export const ROLE_NAMES = ['portal', 'relay', 'agent', 'directory'] as const
export type RoleName = (typeof ROLE_NAMES)[number]
