import { setTimeout as sleep } from 'node:timers/promises'

/** The work's value, or `late` when it takes longer than `timeoutMs` of real time. */
export async function within<T, L>(timeoutMs: number, work: Promise<T>, late: L): Promise<T | L> {
  const timer = new AbortController()
  const timeout = sleep(timeoutMs, late, { signal: timer.signal })
  try {
    return await Promise.race([work, timeout.catch(() => late)])
  } finally {
    timer.abort()
  }
}
