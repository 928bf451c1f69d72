export interface BackoffOptions {
  readonly initialMs: number
  readonly maxMs: number
}

/** Exponential back-off with jitter (PWB-NET-5): each delay is half fixed, half random. */
export function createBackoff({ initialMs, maxMs }: BackoffOptions, random = Math.random) {
  let failures = 0
  return {
    nextMs(): number {
      const ceilingMs = Math.min(maxMs, initialMs * 2 ** Math.min(failures, 30))
      failures++
      return ceilingMs * (0.5 + random() / 2)
    },
    reset(): void {
      failures = 0
    },
  }
}
export type Backoff = ReturnType<typeof createBackoff>
