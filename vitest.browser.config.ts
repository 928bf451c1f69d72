import { defineConfig } from 'vitest/config'

/** What needs a real browser; `npm test` leaves it out. */
export default defineConfig({
  test: {
    include: ['{harness,reports}/**/*.browser.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One browser at a time: they are large.
    fileParallelism: false,
  },
})
