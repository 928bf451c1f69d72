import type { runUnder } from './run-under.ts'

/** What all of `prove` needs to go on. */
export interface Proving {
  /** Runs side by side. */
  readonly jobs: number
  /** The shipped command under deviations. */
  readonly run: typeof runUnder
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}
