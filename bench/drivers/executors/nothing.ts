import type { Executor } from './executor.ts'

/** Sends nothing and is answered at once: what is left is the machine's own lateness. */
export const nothing = (): Executor => ({
  execute: () => Promise.resolve('changed'),
  close: () => Promise.resolve(),
})
