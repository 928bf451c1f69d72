import { defineConfig } from 'vitest/config'

/** What needs programs of others, real ones; `npm test` leaves it out. */
export default defineConfig({
  test: {
    include: ['harness/integration/**/*.integration.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
})
