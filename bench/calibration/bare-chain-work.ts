/** From the directory on: each passes to the one before it. */
export const HOPS = ['directory', 'agent', 'relay', 'portal'] as const
export type Hop = (typeof HOPS)[number]

/** Passes one on; its answer comes by the call. */
export type Pass = (answer: () => void) => void

/** What each does before its answer goes back; `open` is one RSA private operation. */
export const WORK: Record<Hop, (next: Pass, open: () => void) => Pass> = {
  portal: (next) => next,
  relay: (next) => next,
  // Opens, reads the account, writes it.
  agent: (next, open) => (answer) => {
    open()
    next(() => next(answer))
  },
  directory: () => (answer) => answer(),
}
