import { describe, expect, it } from 'vitest'
import { createRandom } from '../workload/random.ts'
import { decode, HIGHEST_US } from './hdr.ts'
import { Recorder } from './recorder.ts'

const series = { metric: 'response', phase: 'storm', outcome: 'all' } as const

const recorderOf = (valuesMs: readonly number[]) => {
  const recorder = new Recorder()
  for (const value of valuesMs) recorder.record(series, value)
  return recorder
}

/** 0.5 to 500 ms, and a few of many seconds: what averaging percentiles gets wrong. */
function latencies(count: number) {
  const random = createRandom(4, 'latencies')
  return Array.from({ length: count }, () =>
    random() < 0.002 ? 10_000 * random() : 0.5 * 1000 ** random(),
  )
}

const buckets = (hdrV2: string) => {
  const histogram = decode(hdrV2)
  const text = histogram.outputPercentileDistribution()
  histogram.destroy()
  return text
}

const names = (count: number) =>
  Object.keys(recorderOf(latencies(count)).results()[0]?.percentilesUs ?? {})

describe('the recorder', () => {
  it('merges parts to what one recorder of all values holds, bucket for bucket', () => {
    const values = latencies(20_000)
    const whole = recorderOf(values).results()[0]
    const merged = new Recorder()
    for (const part of [0, 1, 2, 3]) {
      const share = recorderOf(values.filter((_value, index) => index % 4 === part))
      merged.merge(share.results())
      share.destroy()
    }
    const found = merged.results()[0]
    expect(buckets(found?.hdrV2 ?? '')).toBe(buckets(whole?.hdrV2 ?? ''))
    expect({ ...found, hdrV2: '' }).toEqual({ ...whole, hdrV2: '' })
  })

  it('counts lower bounds and names the least of them, also when parts are merged', () => {
    const merged = new Recorder()
    for (const bounds of [[30, 40], [20], []]) {
      const part = recorderOf([1, 2])
      for (const bound of bounds) part.record(series, bound, true)
      merged.merge(part.results())
      part.destroy()
    }
    expect(merged.results()[0]).toMatchObject({ count: 9, censored: { count: 3, fromUs: 20_000 } })
    expect(recorderOf([1]).results()[0]).not.toHaveProperty('censored')
  })

  it('keeps least, greatest, sum and count exact, and percentiles within three digits', () => {
    const values = latencies(20_000).toSorted((a, b) => a - b)
    const us = values.map((value) => Math.round(value * 1000))
    const [result] = recorderOf(values).results()
    expect(result).toMatchObject({
      count: 20_000,
      minUs: us[0],
      maxUs: us.at(-1),
      sumUs: us.reduce((sum, value) => sum + value, 0),
    })
    for (const [name, rank] of Object.entries({ p50: 9_999, p99: 19_799, 'p99.9': 19_979 })) {
      const exact = us[rank] ?? 0
      const error = Math.abs((result?.percentilesUs[name] ?? 0) - exact) / exact
      expect(error).toBeLessThan(0.002)
    }
  })

  it('names no percentile that the number of values does not bear', () => {
    expect(names(367)).toEqual(['p50', 'p90'])
    expect(names(368)).toEqual(['p50', 'p90', 'p99'])
    expect(names(3_688)).toEqual(['p50', 'p90', 'p99', 'p99.9'])
  })

  it('takes a value above its range as the highest, counts it, and keeps the true maximum', () => {
    const recorder = recorderOf([1, 2 * (HIGHEST_US / 1000)])
    expect(recorder.clamped).toBe(1)
    expect(recorder.results()[0]).toMatchObject({ count: 2, maxUs: 2 * HIGHEST_US })
  })

  it('refuses what is no duration', () => {
    for (const value of [-0.1, Number.NaN]) expect(() => recorderOf([value])).toThrow(RangeError)
  })
})
