import { defineConfig } from 'rolldown'

/** What is started as a program or as a thread of its own: path without extension, the same below `dist/`. */
const PROGRAMS = [
  'harness/cli/main',
  'harness/cli/prove/command-runner',
  'harness/integration/network/firewalled-main',
  'harness/integration/samba/directory-main',
  'harness/integration/throughput/main',
  'reference-impl/main',
  'reference-impl/directory/measure-memory',
  'reference-impl/fuzz/main',
  'reference-impl/protocol/vectors/main',
  'bench/drivers/open-loop-worker',
  'bench/micro/round-program',
  'reference-impl/hot-paths/index',
  'bench/calibration/server-worker',
  'bench/calibration/bare-chain-hop',
  'bench/calibration/measure-memory',
]

/**
 * Each program with what it imports in a few files: a run starts five processes, and reading hundreds of
 * modules cost each of them more than most checks do.
 */
export default defineConfig({
  input: Object.fromEntries(PROGRAMS.map((program) => [program, `${program}.ts`])),
  platform: 'node',
  logLevel: 'warn',
  // The reference looks into its modules, and guards them in place.
  external: [/^rhea(\/|$)/],
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    sourcemap: true,
  },
})
