import type { z } from 'zod'
import type { Random } from '../random.ts'

/** What a pattern may know beside its own options. */
export interface PatternContext {
  /** How long the phase lasts. */
  readonly durationMs: number
  readonly random: Random
  /** People in the population. */
  readonly people: number
  /** The time of day at which the phase begins, milliseconds since midnight. */
  readonly beginsAtMs: number
  /** Due times of a file, milliseconds from its own start, ascending. */
  replay(file: string): Float64Array
}

/** A way in which operations arrive over a phase: pure, its randomness comes from the context. */
export interface Arriving {
  /** For results, in a few words. */
  readonly title: string
  /** A file that `times` asks the context for. */
  readonly file?: string
  /** What is wrong with the options for this phase, in words; empty: nothing. */
  problems?(context: Pick<PatternContext, 'durationMs' | 'people' | 'beginsAtMs'>): string[]
  /** Milliseconds from the start of the phase, ascending, below its duration. */
  times(context: PatternContext): Float64Array
}

/** Options as a scenario file gives them, read as the arrivals that they stand for. */
export const pattern = <S extends z.ZodType>(schema: S, read: (options: z.output<S>) => Arriving) =>
  schema.transform(read)
