import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['*.test.ts', '{bench,harness,reference-impl,reports}/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts', 'node_modules/**', 'dist/**'],
    // Real processes and sockets: some tests start a whole system.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Each starts a system of four processes; more than two at once only get in each other’s way.
    maxConcurrency: 2,
  },
})
