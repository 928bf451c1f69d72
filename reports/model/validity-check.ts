import { z } from 'zod'

/** Something that was held to a limit, in words. */
export const validityCheck = z.strictObject({
  name: z.string(),
  ok: z.boolean(),
  observed: z.string(),
  limit: z.string(),
})
export type ValidityCheck = z.infer<typeof validityCheck>
