import type { Threshold } from '../../../bench/thresholds/grammar.ts'
import type { By } from '../load/storm.ts'
import type { StormPeople } from '../load/storm-people.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import type { SearchOn } from './search-step.ts'

/** Who is asked for: read or generated, or (absent) so many who are made in somebody's directory. */
export interface SearchCrowd {
  readonly people: number
  readonly gathered?: StormPeople
}

export interface SearchOptions {
  readonly crowd: SearchCrowd
  readonly by: By
  readonly thresholds: readonly Threshold[]
  /** How many of the thresholds, from the first, were asked for; the others hold always. */
  readonly asked: number
  readonly from: number
  readonly atMost: number
  readonly resolution: number
  readonly mostSteps: number
  readonly leastStepMs: number
  readonly seed: number
  readonly precise: boolean
}

export interface Place {
  readonly run: Run
  readonly record: Recording
}

/** The system, the people in it, and how they are asked for. */
export type Prepared = Pick<
  SearchOn,
  'ground' | 'people' | 'tenant' | 'executorOf' | 'history' | 'firstGeneration'
>
