import type { Deviations, Ran } from './run-under.ts'

/** What all of `prove` needs to go on. */
export interface Proving {
  /** Runs side by side at most, of those that work; twice as many of those that mostly wait. */
  readonly jobs: number
  /** The shipped command under deviations, over these requirements; over all when none is named. */
  run(deviations: Deviations, ids: readonly string[], signal: AbortSignal): Promise<Ran>
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}
