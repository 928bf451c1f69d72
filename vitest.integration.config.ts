import { defineConfig } from 'vitest/config'

/** What installs things or takes minutes; `npm test` leaves it out. */
export default defineConfig({
  test: {
    include: ['{bench,harness,reports}/**/*.integration.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Each has the machine to itself: some of them measure.
    fileParallelism: false,
  },
})
