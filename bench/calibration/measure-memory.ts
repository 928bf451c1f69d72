import { createSchedule } from '../workload/schedule.ts'
import { runAgainstKnown } from './known-run.ts'
import { withKnownServer } from './server.ts'

/**
 * `node dist/bench/calibration/measure-memory.js [RATE] [SECONDS]`: resident memory of the driver and the
 * known server while an open load runs against it. What piled up would grow with the operations.
 */
const [rate = '1000', seconds = '180'] = process.argv.slice(2)
const durationMs = Number(seconds) * 1_000
const ratePerSecond = Number(rate)
const TENTHS = 10
const CONNECTIONS = 32

interface Sample {
  readonly atMs: number
  readonly residentBytes: number
}

/** Bytes a millisecond, by least squares. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const at = mean(({ atMs }) => atMs)
  const bytes = mean(({ residentBytes }) => residentBytes)
  const joint = mean((sample) => (sample.atMs - at) * (sample.residentBytes - bytes))
  return joint / mean((sample) => (sample.atMs - at) ** 2)
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

const samples: Sample[] = []
const startedMs = performance.now()
const schedule = createSchedule({ kind: 'uniform', ratePerSecond, durationMs, seed: 1 })
const watching = setInterval(() => {
  samples.push({ atMs: performance.now() - startedMs, residentBytes: process.memoryUsage.rss() })
}, durationMs / 200)
const { load } = await withKnownServer({ delayMs: 0 }, (edge) =>
  runAgainstKnown(edge, schedule, CONNECTIONS, {}),
)
clearInterval(watching)

for (let tenth = 0; tenth < TENTHS; tenth++) {
  const part = samples.slice(
    (tenth * samples.length) / TENTHS,
    ((tenth + 1) * samples.length) / TENTHS,
  )
  const mean = part.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / part.length
  process.stdout.write(`tenth ${tenth + 1} of the load: ${megabytes(mean)} MB resident\n`)
}
// The first half is about code that is compiled and heaps that find their size.
const settled = samples.slice(samples.length / 2)
const perMs = slope(settled)
process.stdout.write(
  `${load.ledger.sent} operations at ${rate}/s; in the second half ${((perMs * 1000) / ratePerSecond).toFixed(1)} bytes an operation, ` +
    `${megabytes(perMs * 3_600_000)} MB an hour\n`,
)
