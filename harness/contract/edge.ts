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

/** The programs of a system: one a role, and another relay where tenants have two. */
export const PROGRAM_NAMES = [...ROLE_NAMES, 'second-relay'] as const
export type ProgramName = (typeof PROGRAM_NAMES)[number]

export const roleOf = (program: ProgramName): RoleName =>
  program === 'second-relay' ? 'relay' : program
