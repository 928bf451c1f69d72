/** What the program's exit code means. The pure function that chooses one is `verdict.ts`. */
export const EXIT = {
  proven: { code: 0, meaning: 'every requirement that was asked for is proven' },
  violated: { code: 1, meaning: 'the target violates a requirement or a threshold' },
  badInput: { code: 2, meaning: 'the input is wrong' },
  notProven: {
    code: 3,
    meaning: 'something that was asked for is not proven, or the run is incomplete',
  },
  environment: {
    code: 4,
    meaning: 'the environment failed: a part died, a port is taken, a disk is full',
  },
  harness: { code: 5, meaning: 'the harness itself is wrong, or the measurement is not valid' },
  cancelled: { code: 130, meaning: 'cancelled' },
} as const

export type ExitName = keyof typeof EXIT
export type ExitCode = (typeof EXIT)[ExitName]['code']
