/** What all of `prove` needs to go on. */
export interface Proving {
  /** Runs side by side. */
  readonly jobs: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}
