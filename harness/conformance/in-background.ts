import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../contract/limits.ts'
import type { Context } from './requirement.ts'

const SOON_MS = 10_000
/** What an operation sent has reached a tap so long after it was answered. */
const AFTER_ANSWER_MS = 1_000
/** Whoever is not at work has begun by then what a clock that was moved makes it do. */
const AFTER_WORK_MS = 3_000
const POLL_MS = 10
const ANSWERED_MS = 2_000

/**
 * Waits until something is so, 10 s at most in real time; whether it is. `cause`: what is to bring it about; once
 * that is answered, it is so within a second or will not be.
 */
export async function soon(done: () => boolean, cause?: Promise<unknown>): Promise<boolean> {
  let deadline = performance.now() + SOON_MS
  const answered = () => {
    deadline = Math.min(deadline, performance.now() + AFTER_ANSWER_MS)
  }
  void cause?.then(answered, answered)
  while (!done() && performance.now() < deadline) await sleep(POLL_MS)
  return done()
}

/** The same where finding out takes time of its own. `atWork`: until then it may still come about, and for a moment after. */
export async function eventually(
  done: () => Promise<boolean>,
  atWork?: Promise<unknown>,
): Promise<boolean> {
  let deadline = performance.now() + SOON_MS
  const over = () => {
    deadline = Math.min(deadline, performance.now() + AFTER_WORK_MS)
  }
  void atWork?.then(over, over)
  for (;;) {
    if (await done()) return true
    if (performance.now() > deadline) return false
    await sleep(POLL_MS)
  }
}

const REACHES_AGENT_MS = 300

/** What is on its way reaches the agent, and it has ended what it does with it: before saying that it did nothing. */
export async function settled(t: Context<'clock', string>): Promise<void> {
  await sleep(REACHES_AGENT_MS)
  await t.clock.drained('agent')
}

/** Work that is not answered soon: the portal tells it as unknown once its wait is over. */
export async function unlessStuck<T>(t: Context<'clock', string>, work: Promise<T>): Promise<T> {
  const answered = await Promise.race([work.then(() => true), sleep(ANSWERED_MS, false)])
  if (!answered) await t.clock.step(LIMITS.portalWaitMs + 1_000)
  return work
}

/**
 * Marks work that goes on while a check does something else and is awaited later. A run that ends in
 * between (Ctrl-C, a dead role) makes it fail with nobody waiting, which must not crash the program.
 */
export function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}
