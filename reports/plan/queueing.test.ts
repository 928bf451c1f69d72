import { describe, expect, it } from 'vitest'
import { chance } from '../fixtures/chance.ts'
import { meanWaitMs, type Queue, useOf, waitingShare, waitPercentileMs } from './queueing.ts'

/** Service times with the mean and cv² of the queue: exponential, even, or one of two (balanced means). */
function serviceLaw({ serviceMs, cvSquared }: Queue, random: () => number): () => number {
  if (cvSquared === 0) return () => serviceMs
  if (cvSquared === 1) return () => -Math.log(1 - random()) * serviceMs
  const share = (1 + Math.sqrt((cvSquared - 1) / (cvSquared + 1))) / 2
  return () => {
    const rare = random() >= share
    const mean = serviceMs / (2 * (rare ? 1 - share : share))
    return -Math.log(1 - random()) * mean
  }
}

/** People one after the other, each to the server that is free first, in compressed time. */
function simulate(queue: Queue, arrivals: number): number[] {
  const random = chance(7)
  const service = serviceLaw(queue, random)
  const free = new Float64Array(queue.servers)
  let now = 0
  return Array.from({ length: arrivals }, () => {
    now += (-Math.log(1 - random()) * 1_000) / queue.arrivalsPerSecond
    let first = 0
    for (let server = 1; server < free.length; server++) {
      if ((free[server] ?? 0) < (free[first] ?? 0)) first = server
    }
    const start = Math.max(now, free[first] ?? 0)
    free[first] = start + service()
    return start - now
  })
}

const PLANS: readonly (readonly [string, Queue])[] = [
  ['one agent, even work', { arrivalsPerSecond: 30, serviceMs: 25, servers: 1, cvSquared: 0 }],
  [
    'two agents of four at once',
    { arrivalsPerSecond: 320, serviceMs: 20, servers: 8, cvSquared: 1 },
  ],
  ['uneven work', { arrivalsPerSecond: 70, serviceMs: 40, servers: 4, cvSquared: 2 }],
]

describe('waiting', () => {
  it.each(PLANS)('is within 15 %% of a simulated hour: %s', (_, queue) => {
    const waits = simulate(queue, 200_000)
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(Math.abs(meanWaitMs(queue) / mean - 1)).toBeLessThan(0.15)
    const p99 = Float64Array.from(waits).toSorted()[Math.floor(0.99 * waits.length)] ?? 0
    expect(Math.abs(waitPercentileMs(queue, 0.99) / p99 - 1)).toBeLessThan(0.15)
  })

  it('is that of the textbook: M/M/2 at half its load, a third waits', () => {
    const queue = { arrivalsPerSecond: 100, serviceMs: 10, servers: 2, cvSquared: 1 }
    expect(waitingShare(queue)).toBeCloseTo(1 / 3, 9)
    expect(meanWaitMs(queue)).toBeCloseTo(10 / 3, 9)
  })

  it('never ends beyond the limit, and is nothing where nobody waits', () => {
    const queue = { arrivalsPerSecond: 100, serviceMs: 10, servers: 1, cvSquared: 1 }
    expect(useOf(queue)).toBe(1)
    expect(meanWaitMs(queue)).toBe(Number.POSITIVE_INFINITY)
    expect(waitPercentileMs({ ...queue, arrivalsPerSecond: 0.1 }, 0.9)).toBe(0)
  })
})
