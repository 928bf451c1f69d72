import { Bench } from 'tinybench'
import { z } from 'zod'
import type { OpenHotPath } from './hot-path.ts'

/** One hot path, measured once in one process. Times in nanoseconds of one operation. */
export const measurementSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  /** Median over samples; each sample is the mean of a batch. */
  wallNs: z.number().positive(),
  /** Processor time of the whole process, all threads, over all samples. */
  processorNs: z.number().nonnegative(),
  samples: z.int().positive(),
  /** Operations in a sample. */
  batch: z.int().positive(),
})
export type Measurement = z.infer<typeof measurementSchema>

/** Long enough that the timer's 40 ns and the await's 150 ns are nothing beside it. */
const SAMPLE_MS = 1
const MOST_IN_BATCH = 100_000
const NS_PER_MS = 1e6
const NS_PER_US = 1e3

/** Does the operation `count` times; operations that are synchronous are not awaited. */
async function repeat(run: OpenHotPath['run'], count: number) {
  for (let done = 0; done < count; done++) {
    const result = run()
    if (result instanceof Promise) await result
  }
}

/** Milliseconds of `count` operations. */
async function timeOf(run: OpenHotPath['run'], count: number) {
  const start = performance.now()
  await repeat(run, count)
  return performance.now() - start
}

/** Warm for `warmUpMs`; then how many operations fill a sample, by the quickest that was seen. */
async function batchFor(run: OpenHotPath['run'], warmUpMs: number): Promise<number> {
  const end = performance.now() + warmUpMs
  let count = 1
  let leastMs = Number.POSITIVE_INFINITY
  do {
    const tookMs = await timeOf(run, count)
    leastMs = Math.min(leastMs, tookMs / count)
    if (tookMs < SAMPLE_MS) count = Math.min(count * 2, MOST_IN_BATCH)
  } while (performance.now() < end)
  return Math.min(MOST_IN_BATCH, Math.ceil(SAMPLE_MS / leastMs))
}

/**
 * Measures one hot path with tinybench. Batches, because tinybench keeps every sample and its timer
 * costs 40 ns; `throws`, because a task that failed would otherwise end as if nothing had happened.
 */
export async function measurePath(
  name: string,
  title: string,
  run: OpenHotPath['run'],
  { warmUpMs, timeMs }: { readonly warmUpMs: number; readonly timeMs: number },
): Promise<Measurement> {
  const batch = await batchFor(run, warmUpMs)
  const bench = new Bench({ time: timeMs, warmup: false, throws: true })
  let operations = 0
  bench.add(name, async () => {
    const tookMs = await timeOf(run, batch)
    operations += batch
    return { overriddenDuration: tookMs / batch, overriddenIterationCost: tookMs }
  })
  const before = process.cpuUsage()
  await bench.run()
  const used = process.cpuUsage(before)
  const result = bench.getTask(name)?.result
  if (result?.state !== 'completed') {
    throw new Error(`${name}: the measurement ended as ${result?.state ?? 'nothing'}`)
  }
  return {
    name,
    title,
    wallNs: result.latency.p50 * NS_PER_MS,
    processorNs: ((used.user + used.system) * NS_PER_US) / operations,
    samples: result.latency.samplesCount,
    batch,
  }
}
