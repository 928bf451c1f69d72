import { z } from 'zod'

/**
 * One line of the journal. `begun`: about to be written to the directory; what the account's
 * pwdLastSet was lets a restarted agent find out whether it was. `ended`: the outcome that was told.
 * `dropped`: not applied, and may be. No record holds a secret.
 */
const named = {
  tenant: z.string(),
  /** The request's id. */
  id: z.string(),
  /** Milliseconds since the epoch until which the request could come again. */
  untilMs: z.number(),
}
const operation = z.enum(['user-reset', 'administrator-reset', 'change', 'unlock'])

export const begunSchema = z.strictObject({
  ...named,
  is: z.literal('begun'),
  operation,
  mustChangeAtNextLogon: z.boolean(),
  /** The account's forest, by its domain; '' where the agent has but one. */
  domain: z.string().default(''),
  /** Hexadecimal. */
  objectGuid: z.string(),
  pwdLastSet: z.string(),
})
export type Begun = z.infer<typeof begunSchema>

const endedSchema = z.strictObject({
  ...named,
  is: z.literal('ended'),
  /** The outcome's number in result messages. */
  wire: z.int(),
  agentMicros: z.number(),
  directoryMicros: z.number(),
  completedAtMs: z.number(),
})
export type Ended = z.infer<typeof endedSchema>

const droppedSchema = z.strictObject({ ...named, is: z.literal('dropped') })

const recordSchema = z.discriminatedUnion('is', [begunSchema, endedSchema, droppedSchema])
export type JournalRecord = z.infer<typeof recordSchema>

/** Undefined for a line that a crash left half written. */
export function parseRecord(line: string): JournalRecord | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
