import { z } from 'zod'
import { LICENCE_NAMES } from './licences.ts'
import { LIMITS } from './limits.ts'

const positive = z.int().min(1)

/** A tenant's switches and limits, all of them: what GET and PUT /tenants/{tenant}/settings answer. */
export const tenantSettingsSchema = z.strictObject({
  /** The tenant's own switch; the agent's feature is the other one (PWB-LIFE-2). */
  writeback: z.boolean(),
  selfService: z.boolean(),
  unlockWithoutReset: z.boolean(),
  /** Null: no reset policy is defined. Administrators pass two, whatever stands here. */
  gates: positive.max(2).nullable(),
  /** What every user has who is assigned none of his own; empty: the tenant has no licence at all (PWB-LIFE-3). */
  licences: z.array(z.enum(LICENCE_NAMES)),
  /** Only its members may use self-service; null: everybody (PWB-LIFE-4). */
  selfServiceGroup: z.string().min(1).max(256).nullable(),
  /** Failed gates that lock an account out of self-service for `lockoutMs` (PWB-FLOW-7). */
  failedGates: positive.max(100),
  lockoutMs: positive,
  /** Self-service passwords that an account may submit in an hour; null: any number. */
  passwordsPerHour: positive.nullable(),
  /** False: the cloud takes no new passwords for a while; what is set on premises is set all the same (PWB-MODE-5). */
  cloudPasswordsWritable: z.boolean(),
})
export type TenantSettings = z.infer<typeof tenantSettingsSchema>

/** PUT's body. No defaults: what is not named stays as it is. */
export const tenantSettingsChange = tenantSettingsSchema.partial()

const { shape } = tenantSettingsSchema

/** A tenant's settings at the start: what is not named gets the product's default. */
export const initialTenantSettings = z.strictObject({
  writeback: shape.writeback.default(true),
  selfService: shape.selfService.default(true),
  unlockWithoutReset: shape.unlockWithoutReset.default(false),
  gates: shape.gates.default(1),
  licences: shape.licences.default(['premium-p1']),
  selfServiceGroup: shape.selfServiceGroup.default(null),
  failedGates: shape.failedGates.default(LIMITS.failedGates),
  lockoutMs: shape.lockoutMs.default(LIMITS.lockoutMs),
  passwordsPerHour: shape.passwordsPerHour.default(null),
  cloudPasswordsWritable: shape.cloudPasswordsWritable.default(true),
} satisfies Record<keyof TenantSettings, z.ZodType>)
