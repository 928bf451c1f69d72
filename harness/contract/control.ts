import { z } from 'zod'
import { edgeSchema, ROLE_NAMES } from './edge.ts'

/**
 * The control plane: one JSON object a line, requests on stdin, replies on stdout, each reply with
 * its request's `id`. Expected results are never sent. Times are milliseconds since the epoch.
 */
const id = z.int()
const role = z.enum(ROLE_NAMES)

export const VERBS = ['hello', 'start', 'reset', 'advance', 'rotate', 'drain', 'stop'] as const
export type Verb = (typeof VERBS)[number]

/** What a program that plays in one system after another deviates in, as its arguments would say it. */
const deviations = z.strictObject({
  faults: z.array(z.string()),
  variants: z.array(z.string()),
  /** Each firing appends the name as a line. */
  firingsFile: z.string().optional(),
})
export type StatedDeviations = z.infer<typeof deviations>

export const requestSchema = z.discriminatedUnion('verb', [
  z.strictObject({
    id,
    verb: z.literal('hello'),
    protocol: z.literal(1),
    /** Only to a program of ours that was told to stay. */
    deviations: deviations.optional(),
  }),
  z.strictObject({
    id,
    verb: z.literal('start'),
    role,
    /** What the role dials: portal → relay, relayManagement; agent → portal, directory. */
    edges: z.record(z.string(), edgeSchema),
    /** Port absent: the OS chooses. A restarted role gets its old port. */
    listen: z.strictObject({ host: z.string(), port: z.int().optional() }),
    /** What the role tells others about a third part (the portal: where an agent finds its relay). */
    advertise: z.record(z.string(), edgeSchema),
    tls: z.strictObject({ certFile: z.string(), keyFile: z.string(), caFile: z.string() }),
    config: z.record(z.string(), z.unknown()),
    secretsFile: z.string(),
  }),
  z.strictObject({ id, verb: z.literal('reset'), caseId: z.string() }),
  z.strictObject({
    id,
    verb: z.literal('advance'),
    /** Absent: only report `{now, nextDueMs}`. */
    to: z.number().optional(),
    /** `step`: from due timer to due timer. `jump`: each timer fires at most once. */
    mode: z.enum(['step', 'jump']).optional(),
  }),
  z.strictObject({ id, verb: z.literal('rotate'), what: z.string() }),
  z.strictObject({ id, verb: z.literal('drain') }),
  z.strictObject({ id, verb: z.literal('stop') }),
])
export type ControlRequest = z.infer<typeof requestSchema>
export type StartRequest = Extract<ControlRequest, { verb: 'start' }>

const ok = z.literal(true)
const refusal = z.strictObject({
  id,
  ok: z.literal(false),
  why: z.enum(['unsupported', 'bad-request', 'error', 'port-in-use']),
  text: z.string(),
})

export const replySchemas = {
  hello: z.strictObject({
    id,
    ok,
    name: z.string(),
    version: z.string(),
    roles: z.array(role),
    verbs: z.array(z.enum(VERBS)),
    /** e.g. `clock`, `pids`, `testKeys`. */
    capabilities: z.array(z.string()),
  }),
  start: z.strictObject({
    id,
    ok,
    pids: z.array(z.int()),
    /** Where the role listens: portal `https`, relay `amqps`, directory `ldaps`. The agent: none. */
    listening: z.record(z.string(), z.strictObject({ host: z.string(), port: z.int() })),
    /** The agent's local administration (HTTP over this Unix socket). */
    administration: z.string().optional(),
    logs: z.strictObject({ events: z.string().optional(), operations: z.string().optional() }),
    stateDir: z.string().optional(),
    testKeysFile: z.string().optional(),
  }),
  reset: z.strictObject({ id, ok }),
  advance: z.strictObject({ id, ok, now: z.number(), nextDueMs: z.number().nullable() }),
  rotate: z.strictObject({ id, ok }),
  drain: z.strictObject({ id, ok, counters: z.record(z.string(), z.number()) }),
  stop: z.strictObject({ id, ok }),
} as const satisfies Record<Verb, z.ZodType>

export const replySchema = {
  of: (verb: Verb) => z.union([replySchemas[verb], refusal]),
}

export type Refusal = z.infer<typeof refusal>
export type ReplyOf<V extends Verb> = z.infer<(typeof replySchemas)[V]>
export type AnyReply = { [V in Verb]: ReplyOf<V> }[Verb] | Refusal
