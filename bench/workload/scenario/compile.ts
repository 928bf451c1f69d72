import { createHash } from 'node:crypto'
import { BadInput } from '../../../harness/target/errors.ts'
import { allot, type Allotted, CODE_GAP_MS } from './allot.ts'
import type { Intent } from './intents.ts'
import type { LoadedScenario } from './load.ts'
import { type PhaseStart, type Planned, planOperations } from './planned.ts'

/** A scenario as what is sent: everything fixed, operation by operation, in the order of due times. */
export interface CompiledStorm extends Allotted {
  readonly seed: number
  /** Milliseconds from the start of the load, ascending: the scenario's times divided by `compression`. */
  readonly dueMs: Float64Array
  readonly durationMs: number
  readonly compression: number
  readonly phases: readonly PhaseStart[]
  /** Operation → what it asks for: index into `intents`. */
  readonly intent: Uint16Array
  readonly intents: readonly Intent[]
  /** Operation → the one that it follows, and is sent only after in vain; -1: none. Absent: of all of them none. */
  readonly follows?: Int32Array
  /** Of due times, accounts, generations and intents: equal hashes mean the same storm. */
  readonly sha256: string
}

export interface CompileOptions {
  readonly seed: number
  /** How many of the population, from the first, can be reset. */
  readonly ordinary: number
  /** Size of the population. */
  readonly people: number
  /** Default: the scenario's. */
  readonly compression?: number | undefined
  /** Of the scenario's own time, from its start; what is due later is left out. Default: all. */
  readonly durationMs?: number | undefined
}

/** Each different intent once, and which of them every operation has. */
function tabulate(planned: readonly Planned[]) {
  const numbers = new Map<string, number>()
  const intents: Intent[] = []
  const intent = Uint16Array.from(planned, (each) => {
    const { operation, refusal = '', origin = '' } = each.intent
    const key = `${operation} ${refusal} ${origin}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, intents.length)
    return intents.push(each.intent) - 1
  })
  return { intent, intents }
}

/** Nothing where no try depends on another. */
function followsOf(planned: readonly Planned[]): Pick<CompiledStorm, 'follows'> {
  if (planned.every(({ follows }) => follows === undefined)) return {}
  const places = new Map(planned.map((each, index) => [each, index]))
  const placeOf = (each: Planned | undefined) => (each && places.get(each)) ?? -1
  return { follows: Int32Array.from(planned, ({ follows }) => placeOf(follows)) }
}

/** Little-endian, whatever the machine. */
function bytesOf(dueMs: Float64Array, ...columns: readonly (Uint32Array | Uint16Array)[]): Buffer {
  const bytes = Buffer.alloc(dueMs.length * (8 + 4 * columns.length))
  let at = 0
  for (const due of dueMs) at = bytes.writeDoubleLE(due, at)
  for (const column of columns) for (const value of column) at = bytes.writeUInt32LE(value, at)
  return bytes
}

const hashOf = (
  dueMs: Float64Array,
  { account, generation }: Allotted,
  { intent, intents }: ReturnType<typeof tabulate>,
  { follows }: Pick<CompiledStorm, 'follows'>,
) =>
  createHash('sha256')
    .update(bytesOf(dueMs, account, generation, intent))
    .update(JSON.stringify(intents))
    .update(follows === undefined ? '' : JSON.stringify([...follows]))
    .digest('hex')

/** What a scenario cannot ask of so few people. */
function requireEnough({ shortestCodeGapMs }: Allotted, ordinary: number) {
  if (shortestCodeGapMs >= CODE_GAP_MS) return
  throw new BadInput([
    `scenario: an account would use a one-time code ${(shortestCodeGapMs / 1000).toFixed(1)} s after its last, and each is good once in 30 s: ` +
      `have more than ${ordinary} people, a lower rate, or people who try again after ${CODE_GAP_MS / 1000} s or later`,
  ])
}

/** Pure: the same scenario and options give the same storm. Throws BadInput when it asks for nothing, or too much. */
export function compileStorm(loaded: LoadedScenario, options: CompileOptions): CompiledStorm {
  const { seed, ordinary, people, durationMs: limitMs = Number.POSITIVE_INFINITY } = options
  const compression = options.compression ?? loaded.scenario.compression
  const whole = planOperations(loaded, seed, people)
  const planned = whole.planned.filter(({ dueMs }) => dueMs < limitMs)
  if (planned.length === 0) throw new BadInput(['scenario: no operation falls due in it'])
  const allotted = allot(planned, { ordinary, specialFrom: people }, seed)
  requireEnough(allotted, ordinary)
  const dueMs = Float64Array.from(planned, (each) => each.dueMs / compression)
  const table = tabulate(planned)
  const conditions = followsOf(planned)
  return {
    ...allotted,
    ...table,
    ...conditions,
    seed,
    dueMs,
    durationMs: Math.min(whole.durationMs, limitMs) / compression,
    compression,
    phases: whole.phases
      .filter(({ fromMs }) => fromMs < limitMs)
      .map((phase) => ({ ...phase, fromMs: phase.fromMs / compression })),
    sha256: hashOf(dueMs, allotted, table, conditions),
  }
}
