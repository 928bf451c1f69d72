import { z } from 'zod'
import { applied, disturbance, expectations } from './load-truth.ts'
import { microResult } from './micro.ts'
import { scalabilityResult } from './scalability.ts'
import { searchResult } from './search.ts'
import { validityCheck } from './validity-check.ts'

/**
 * The result file of one run, version 1: everything a report needs, nothing secret. Units stand in
 * the names: Ms, Us (microseconds), Bytes. Times are milliseconds since the epoch unless said.
 */
export const RESULT_VERSION = 1

const count = z.int().min(0)

export const VERDICTS = ['pass', 'fail', 'not-proven', 'not-applicable', 'error'] as const
export const TIME_MODES = ['virtual', 'scaled', 'mixed', 'real'] as const

/** Who answers for a failure that is known, until when, and why. */
const waiver = z.strictObject({ reason: z.string(), owner: z.string(), expires: z.string() })

const finding = z.strictObject({
  code: z.string(),
  meaning: z.string(),
  expected: z.string(),
  observed: z.string(),
  /** Absent: nobody waived it. */
  waiver: waiver.optional(),
})

/** One thing that was seen: by which instrument, and what. */
const evidence = z.strictObject({ instrument: z.string(), saw: z.string() })

export const requirementResult = z.strictObject({
  id: z.string(),
  level: z.enum(['MUST', 'SHOULD']),
  subject: z.string(),
  title: z.string(),
  verdict: z.enum(VERDICTS),
  timeMode: z.enum(TIME_MODES),
  durationMs: z.number(),
  findings: z.array(finding),
  evidence: z.array(evidence),
  /** For `not-proven`: what was missing. For `error`: what was thrown. */
  reason: z.string().optional(),
})
export type RequirementResult = z.infer<typeof requirementResult>

/** An HDR histogram: V2 compressed base64, with what the encoding rounds beside it. */
export const histogram = z.strictObject({
  metric: z.enum(['response', 'service', 'lag', 'connect', 'directory']),
  phase: z.string(),
  outcome: z.string(),
  count,
  minUs: count,
  maxUs: count,
  sumUs: count,
  percentilesUs: z.record(z.string(), count),
  /** Values that are lower bounds (nobody waited longer), and the least of them; absent: none. */
  censored: z.strictObject({ count, fromUs: count }).optional(),
  hdrV2: z.string(),
})
export type HistogramResult = z.infer<typeof histogram>

/** One interval of the load's course; `startMs` from the start of the storm. */
const loadInterval = z.strictObject({
  startMs: z.number(),
  planned: count,
  sent: count,
  completed: count,
  inFlight: count,
  lagP99Us: count,
  responseP50Us: count,
  responseP99Us: count,
})

export const ledger = z.strictObject({
  planned: count,
  notSent: count,
  sent: count,
  accepted: count,
  refusedByPolicy: count,
  refusedOtherwise: count,
  unknown: count,
  lost: count,
})
export type Ledger = z.infer<typeof ledger>

/** What the final binds found for every account that was touched. */
const finalBinds = z.strictObject({
  accounts: count,
  asAcknowledged: count,
  asUnknownAllows: count,
  falseSuccess: count,
  lateApply: count,
  neither: count,
})

const heartbeats = z.strictObject({
  tenants: count,
  periodMs: z.number(),
  due: count,
  seen: count,
  missed: count,
  worstDeviationMs: z.number(),
  strip: z.array(z.strictObject({ tenant: z.string(), atMs: z.array(z.number()) })),
})

export const loadResult = z.strictObject({
  scenario: z.string(),
  loop: z.enum(['open', 'closed']),
  seed: z.int(),
  scheduleSha256: z.string(),
  arrivals: z.string(),
  ratePerSecond: z.number(),
  durationMs: z.number(),
  inFlightCap: count,
  /** Tries that were to be sent only after one in vain, and were not. Absent: none were planned so. */
  needlessTries: count.optional(),
  /** What found the cap reached: waited for its turn, or was not sent at all. Absent: a loop that never waits. */
  atInFlightCap: z.strictObject({ held: count, dropped: count }).optional(),
  histograms: z.array(histogram),
  intervals: z.array(loadInterval),
  outcomes: z.record(z.string(), count),
  ledger,
  finalBinds: finalBinds.nullable(),
  heartbeats: heartbeats.nullable(),
  /** Absent: the load did not say what it expects. */
  expectations: expectations.optional(),
  /** Absent: nothing was done to it. */
  disturbances: z.array(disturbance).optional(),
  /** Absent: the directory was not asked, and its writes not counted. */
  applied: applied.optional(),
  /** So many seconds of the scenario passed in one; absent: 1. */
  compression: z.number().optional(),
  /**
   * One of several generators of one schedule; absent: the only one, or all of them joined. `operations`: of
   * the whole schedule; `startedAt`: milliseconds since the epoch by this generator's clock; `thresholds`: as
   * written, what all of them together are held to; absent: nothing.
   */
  shard: z
    .strictObject({
      index: count,
      count: z.int().min(1),
      operations: count,
      startedAt: z.number(),
      thresholds: z.array(z.string()).optional(),
    })
    .optional(),
  validity: z.array(validityCheck),
})
export type LoadResult = z.infer<typeof loadResult>

/**
 * Bytes on one link, both directions, layer by layer. `tcpPayloadBytes` = TLS records of handshake
 * and application together; `ipBytes` = payload + 52 × segments (IPv4, TCP with timestamps).
 */
export const ladder = z.strictObject({
  messages: count.nullable(),
  messageBytes: count.nullable(),
  plaintextBytes: count,
  tlsRecords: count,
  tlsRecordBytes: count,
  tcpPayloadBytes: count,
  segments: count,
  segmentsFrom: z.enum(['tcp-info', 'modelled']),
  ipBytes: count,
})
export type Ladder = z.infer<typeof ladder>

export const linkResult = z.strictObject({
  name: z.string(),
  mode: z.enum(['opaque', 'inspecting']),
  connections: count,
  handshakeBytes: count,
  operations: count,
  /** How many of them were changes, which carry two passwords. Absent: not told. */
  changes: count.optional(),
  /**
   * How many heartbeats went over it, where that is known and nothing else happened; then `durationMs` is of the
   * agent's clock. 0: keep-alives only. Absent: not told.
   */
  heartbeats: count.optional(),
  durationMs: z.number(),
  ladder,
  /** Bytes at IP level in each interval; `startMs` from the start of the measurement. */
  intervals: z.array(z.strictObject({ startMs: z.number(), ipBytes: count, operations: count })),
})
export type LinkResult = z.infer<typeof linkResult>

const figure = z.strictObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  /** What it is compared with: a bar, the limit of the machine. */
  against: z.string().optional(),
})
export type Figure = z.infer<typeof figure>

const baselineRow = z.strictObject({
  name: z.string(),
  unit: z.string(),
  base: z.number(),
  value: z.number(),
  /** The worst value that is not yet called worse. */
  allowed: z.number(),
  worse: z.boolean(),
})

/** The run against a baseline that it was given. */
const baselineComparison = z.strictObject({
  /** The runs that the baseline was made from. */
  runs: z.array(z.string()),
  warnings: z.array(z.string()),
  rows: z.array(baselineRow),
  /** Requirements that were proven in the baseline and are not in this run. */
  noLongerProven: z.array(z.string()),
})
export type BaselineComparison = z.infer<typeof baselineComparison>

/** Where the time of operations goes, one at a time: means of each hop, which add up to the whole. */
const journey = z.strictObject({
  name: z.string(),
  operations: count,
  hops: z.array(z.strictObject({ hop: z.string(), fromTo: z.string(), meanMs: z.number() })),
})
export type Journey = z.infer<typeof journey>

/** Messages of one type on an agent's link, with their AMQP sections; `inbound`: to the agent. */
const messageSizes = z.strictObject({
  type: z.enum(['request', 'result', 'heartbeat']),
  direction: z.enum(['inbound', 'outbound']),
  count,
  minBytes: count,
  medianBytes: count,
  maxBytes: count,
})
export type MessageSizes = z.infer<typeof messageSizes>

export const environment = z.strictObject({
  cpu: z.string(),
  cores: z.int(),
  memoryBytes: count,
  kernel: z.string(),
  node: z.string(),
  openssl: z.string(),
  writeback: z.string(),
  commit: z.string().nullable(),
  /** Key exchange group of a handshake with the portal; absent: not told. */
  tlsGroup: z.string().optional(),
})

export const resultSchema = z.strictObject({
  schema: z.literal('writeback-result'),
  version: z.literal(RESULT_VERSION),
  runId: z.string(),
  command: z.string(),
  startedAt: z.number(),
  endedAt: z.number(),
  environment,
  seed: z.int(),
  target: z.record(
    z.string(),
    z.strictObject({ fill: z.string(), name: z.string(), faults: z.array(z.string()) }),
  ),
  requirements: z.array(requirementResult),
  load: z.array(loadResult),
  /** What the scenario of a load holds it to; absent: nothing. */
  thresholds: z.array(validityCheck).optional(),
  /** The highest rate that keeps thresholds; absent: it was not searched for. */
  search: searchResult.optional(),
  /** How throughput grows with requests in flight; absent: it was not fitted. */
  scalability: scalabilityResult.optional(),
  links: z.array(linkResult),
  /** Hot paths, measured alone; absent: none were. */
  micro: z.array(microResult).optional(),
  figures: z.array(figure),
  notes: z.array(z.string()),
  /** Absent: not measured. */
  journeys: z.array(journey).optional(),
  /** Absent: not measured. */
  messageSizes: z.array(messageSizes).optional(),
  /** Absent: no baseline was given. */
  baseline: baselineComparison.optional(),
  exit: z.strictObject({ code: z.int(), name: z.string(), reason: z.string() }),
})
export type Result = z.infer<typeof resultSchema>
