import { createHash } from 'node:crypto'
import { z } from 'zod'

/**
 * How a portal makes and drops a tenant at the relay: AMQP request and reply over `$management`,
 * in the manner of AMQP management. One data section of JSON in a CREATE, an UPDATE and in READ's reply.
 */
export const MANAGEMENT = {
  address: '$management',
  type: 'writeback:tenant',
  operations: ['CREATE', 'UPDATE', 'DELETE', 'READ'],
} as const
export type ManagementOperation = (typeof MANAGEMENT.operations)[number]

export const MANAGEMENT_STATUS = {
  ok: 200,
  created: 201,
  badRequest: 400,
  unauthorized: 401,
  notFound: 404,
} as const

export const tenantNameSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'a tenant is 1-40 of a-z, 0-9 and "-"')

const credentialSchema = z.strictObject({
  username: z.string().min(1).max(128),
  /** SHA-256 (hex) of a random 256-bit secret: the relay never stores the secret (PWB-SEC-11). */
  verifier: z.string().regex(/^[0-9a-f]{64}$/, 'a verifier is 64 lower-case hex digits'),
})

/** CREATE's body. The portal may only send requests and receive results, the agent the reverse (PWB-SEC-5). */
export const tenantCredentialsSchema = z
  .strictObject({ portal: credentialSchema, agent: credentialSchema })
  .refine(
    ({ portal, agent }) => portal.username !== agent.username,
    'portal and agent need usernames of their own',
  )
export type TenantCredentials = z.infer<typeof tenantCredentialsSchema>

/** UPDATE's body: every pair that is valid from then on, so that a rollover loses nothing (PWB-KEY-4). */
export const credentialGenerationsSchema = z.array(tenantCredentialsSchema).min(1).max(4)
export type Credentials = TenantCredentials | readonly TenantCredentials[]

const queueCountersSchema = z.strictObject({
  enqueued: z.int(),
  delivered: z.int(),
  settled: z.int(),
  expired: z.int(),
  refused: z.int(),
  /** Waiting now; a message that a consumer holds is not counted. */
  depth: z.int(),
})
export type QueueCounters = z.infer<typeof queueCountersSchema>

/** READ's reply, and that of a CREATE or DELETE which ended a tenant: messages since it was made. */
export const tenantCountersSchema = z.strictObject({
  requests: queueCountersSchema,
  results: queueCountersSchema,
})
export type TenantCounters = z.infer<typeof tenantCountersSchema>

/** What a relay keeps of a secret: SHA-256 in hex. Enough because secrets are random and 256 bits long. */
export const verifierOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
