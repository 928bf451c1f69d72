import { defineConfig } from 'vitest/config'

/** What installs and starts programs of others, is a whole gate, or ends runs; `npm test` leaves it out. */
export default defineConfig({
  test: {
    include: ['{harness,reports}/**/*.integration.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Two at a time: they wait more than they work, and each has servers, addresses and namespaces of its own.
    maxWorkers: 2,
    // Servers and a kernel that are not ours, on a machine that does other things too; a second try is told.
    retry: 1,
  },
})
