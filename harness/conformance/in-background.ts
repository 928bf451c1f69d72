import { setTimeout as sleep } from 'node:timers/promises'

const SOON_MS = 5_000
const POLL_MS = 10

/** Waits until something is so, 5 s at most in real time; whether it is. */
export async function soon(done: () => boolean): Promise<boolean> {
  const deadline = performance.now() + SOON_MS
  while (!done() && performance.now() < deadline) await sleep(POLL_MS)
  return done()
}

/**
 * Marks work that goes on while a check does something else and is awaited later. A run that ends in
 * between (Ctrl-C, a dead role) makes it fail with nobody waiting, which must not crash the program.
 */
export function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}
