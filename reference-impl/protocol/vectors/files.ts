import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The vector files’ shapes: all bytes hexadecimal, all times milliseconds since the epoch. */
const hex = z.string().regex(/^(?:[0-9a-f]{2})*$/)
const named = { name: z.string(), nonce: hex, plaintext: hex, package: hex }

export const keysSchema = z.strictObject({
  tenant: z.string(),
  keyId: z.int(),
  symmetricKey: hex,
  /** As in onboarding: SubjectPublicKeyInfo DER, base64; its private half is `private-key.pem`. */
  publicKey: z.base64(),
})

export const requestVectorSchema = z.strictObject({
  ...named,
  deadlineMs: z.int(),
  operation: z.enum(['user-reset', 'administrator-reset', 'change', 'unlock']),
  mustChangeAtNextLogon: z.boolean(),
  cloudAnchor: hex,
  /** UTF-16LE: JSON has no way to write a lone surrogate that every parser takes. */
  newPassword: hex.optional(),
  currentPassword: hex.optional(),
  oaepSeed: hex.optional(),
  rsaPlaintext: hex.optional(),
  longPlaintext: hex.optional(),
})
export type RequestVector = z.infer<typeof requestVectorSchema>

export const resultVectorSchema = z.strictObject({
  ...named,
  requestId: z.string(),
  outcome: z.int(),
  agentMicros: z.int(),
  directoryMicros: z.int(),
  completedAtMs: z.int(),
})
export type ResultVector = z.infer<typeof resultVectorSchema>

export const heartbeatVectorSchema = z.strictObject({
  ...named,
  version: z.strictObject({ major: z.int(), minor: z.int(), patch: z.int() }),
  operations: z.int(),
  refusals: z.int(),
  uptimeSeconds: z.int(),
  sentAtMs: z.int(),
})
export type HeartbeatVector = z.infer<typeof heartbeatVectorSchema>

export const refusedVectorSchema = z.strictObject({
  name: z.string(),
  /** The kind that the reader waits for. */
  due: z.enum(['request', 'result', 'heartbeat']),
  /** Who reads; the keys are those of `keys.json`. */
  tenant: z.string(),
  keyId: z.int(),
  package: hex,
  problem: z.enum(['malformed', 'unknown-key', 'unauthentic', 'undecryptable']),
})
export type RefusedVector = z.infer<typeof refusedVectorSchema>

/** Reads one file of the folder that `from` names (with a slash at its end). */
export const readVectors = <T>(from: URL, file: string, schema: z.ZodType<T>): T =>
  schema.parse(JSON.parse(readFileSync(new URL(file, from), 'utf8')))

/** What a test or the generator works with. */
export function readKeys(from: URL) {
  const { tenant, keyId, symmetricKey, publicKey } = readVectors(from, 'keys.json', keysSchema)
  return {
    tenant,
    keyId,
    symmetricKey: Buffer.from(symmetricKey, 'hex'),
    publicKey,
    privateKey: createPrivateKey(readFileSync(new URL('private-key.pem', from))),
  }
}
export type VectorKeys = ReturnType<typeof readKeys>
