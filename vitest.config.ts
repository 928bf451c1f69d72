import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['*.test.ts', '{bench,harness,reference-impl,reports}/**/*.test.ts'],
    exclude: ['**/*.{browser,integration,long}.test.ts', 'node_modules/**', 'dist/**'],
    // Real processes and sockets: some tests start a whole system.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each starts a system of four processes; more than a few at once only get in each other’s way.
    maxConcurrency: 3,
    maxWorkers: 3,
    // Loading the libraries anew for each file costs more than most tests do.
    isolate: false,
  },
})
