import { defineConfig } from 'vitest/config'

/** Whole commands that measure for minutes, and need nothing but Node; `npm test` leaves them out. */
export default defineConfig({
  test: {
    include: ['{bench,harness,reports}/**/*.long.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Each has the machine to itself: it measures.
    fileParallelism: false,
  },
})
