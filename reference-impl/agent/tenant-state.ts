import { join } from 'node:path'
import { z } from 'zod'
import { relayPlace } from '../../harness/contract/role-config.ts'
import { readIfPresent, removeFile, replacePrivateFile } from './private-file.ts'

/** One set of keys, and where and how to reach the relay with them. */
const generationSchema = z.strictObject({
  keyId: z.int(),
  /** Base64. */
  symmetricKey: z.string(),
  /** PKCS#8. */
  privateKeyPem: z.string(),
  relay: relayPlace,
  secondRelay: relayPlace.optional(),
  credential: z.strictObject({ username: z.string(), password: z.string() }),
  /** Milliseconds since the epoch: key rollover counts from here (PWB-KEY-1). */
  madeAtMs: z.number(),
  /** When the portal was first told by using it; null: not yet. Enabling itself is such a use. */
  usedAtMs: z.number().nullable(),
})
export type GenerationState = z.infer<typeof generationSchema>

/** What enabling and rollovers leave on premises, and nothing else does. */
const tenantStateSchema = z.strictObject({
  version: z.literal(2),
  tenant: z.string(),
  /** Newest first; the others are kept for the overlap (PWB-KEY-3). */
  generations: z.tuple([generationSchema], generationSchema),
})
export type TenantState = z.infer<typeof tenantStateSchema>

/** One file a tenant, 0600, replaced in one step. */
export function openStateStore(stateDir: string) {
  const pathOf = (tenant: string) => join(stateDir, `tenant-${tenant}.json`)
  return {
    /** Undefined for a tenant that is not enabled. Throws when the file is not what was written. */
    async read(tenant: string): Promise<TenantState | undefined> {
      const text = await readIfPresent(pathOf(tenant))
      if (text === undefined) return undefined
      try {
        return tenantStateSchema.parse(JSON.parse(text))
      } catch {
        // A parser's message may quote what it read, and that is keys.
        throw new Error(`${pathOf(tenant)} is damaged: disable and enable ${tenant} again`)
      }
    },
    write: (state: TenantState) =>
      replacePrivateFile(pathOf(state.tenant), `${JSON.stringify(state)}\n`),
    remove: (tenant: string) => removeFile(pathOf(tenant)),
  }
}
export type StateStore = ReturnType<typeof openStateStore>
