import { describe, expect, it } from 'vitest'
import { quietLink } from '../fixtures/link.ts'
import { validLoad } from '../fixtures/load.ts'
import { peakedScalability } from '../fixtures/scalability.ts'
import { bandwidth } from './bandwidth.ts'
import { renderChart } from './chart.ts'
import { heartbeatStrip } from './heartbeat-strip.ts'
import { ladderBar } from './ladder-bar.ts'
import { loadCourse } from './load-course.ts'
import { loadLatency } from './load-latency.ts'
import { percentileSpectrum, spectrumOf } from './percentile-spectrum.ts'
import { curve, scalabilityChart } from './scalability.ts'
import { inGroups, MOST_POINTS } from './thin.ts'

const [response] = validLoad().histograms
if (response === undefined) throw new Error('the fixture has no histogram')

describe('percentile spectrum', () => {
  const { points } = spectrumOf(response)
  const at = (decades: number) => points.find(([x]) => Math.abs(x - decades) < 1e-9)?.[1]

  it('decodes the histogram: its percentiles are those of the result', () => {
    expect(at(1)).toBeCloseTo((response.percentilesUs['p90'] ?? 0) / 1_000, 6)
    expect(at(2)).toBeCloseTo((response.percentilesUs['p99'] ?? 0) / 1_000, 6)
  })

  it('ends at the exact greatest value, where the number of values ends', () => {
    expect(points.at(-1)).toEqual([3, response.maxUs / 1_000])
  })

  it('is not drawn from nothing', () => {
    expect(percentileSpectrum({ ...validLoad(), histograms: [] }, 'x')).toBeNull()
    expect(bandwidth({ ...quietLink(), intervals: [] }, 'x')).toBeNull()
    expect(ladderBar({ ...quietLink(), operations: 0 }, 'x')).toBeNull()
    expect(heartbeatStrip({ ...validLoad(), heartbeats: null }, 'x')).toBeNull()
    expect(loadCourse({ ...validLoad(), intervals: [] }, 'x')).toEqual([])
    expect(loadLatency([validLoad(), validLoad()], 'x')).toBeNull()
    const closed = { ...validLoad(), ratePerSecond: 90, loop: 'closed' as const }
    expect(loadLatency([validLoad(), closed], 'x')).toBeNull()
  })
})

describe('a drawing', () => {
  const drawings = [
    percentileSpectrum(validLoad(), 'a'),
    ...loadCourse(validLoad(), 'b'),
    heartbeatStrip(validLoad(), 'c'),
    ladderBar(quietLink(), 'd'),
    bandwidth(quietLink(), 'e'),
    loadLatency([{ ...validLoad(), ratePerSecond: 90 }, validLoad()], 'f'),
    scalabilityChart(peakedScalability(), 'g'),
  ].filter((chart) => chart !== null)

  it.each(drawings)('$title: takes its colours from the page and says its figures', (chart) => {
    const svg = renderChart(chart, 'wide')
    expect(svg.slice(0, 110)).toMatch(
      /^<svg xmlns="[^"]*" class="wide" viewBox="0 0 620 \d+" role="img"/,
    )
    expect(svg.includes('var(--series-1)')).toBe(true)
    expect(svg.match(/(?:fill|stroke)="#(?!000")\w+|<style|zr\d|NaN|undefined/g)).toBeNull()
    expect(chart.label).toMatch(/\d/)
  })

  it('goes through what the law says, and no further than what was measured', () => {
    const points = curve(peakedScalability())
    expect(points[0]?.[0]).toBe(1)
    expect(points.at(-1)?.[0]).toBe(32)
    expect(points[0]?.[1]).toBeCloseTo(250, 6)
    const last = peakedScalability().levels.at(-1)?.fittedPerSecond ?? 0
    expect(points.at(-1)?.[1]).toBeCloseTo(last, 6)
  })

  it('names the rates from the lowest on', () => {
    const faster = { ...validLoad(), ratePerSecond: 90 }
    expect(loadLatency([faster, validLoad()], 'f')?.label).toMatch(/50\/s: p50 .*; 90\/s: p50 /)
  })

  it('names the promise and whether it was kept', () => {
    expect(bandwidth(quietLink(), 'e')?.label).toMatch(/at most 7\.25 kbit\/s.*promised: at most 8/)
    expect(ladderBar(quietLink(), 'd')?.label).toContain(
      '854 in all: messages 446, AMQP 60, TLS 88',
    )
  })
})

describe('thinning', () => {
  it('keeps every value in a bounded number of groups', () => {
    const hour = Array.from({ length: 3_601 }, (_, second) => second)
    const groups = inGroups(hour)
    expect(groups.length).toBeLessThanOrEqual(MOST_POINTS)
    expect(groups.flat()).toEqual(hour)
  })

  it('does not lose the worst second of an hour', () => {
    const interval = validLoad().intervals[0]
    if (interval === undefined) throw new Error('the fixture has no interval')
    const intervals = Array.from({ length: 3_600 }, (_, second) => ({
      ...interval,
      startMs: second * 1_000,
      responseP99Us: second === 1_801 ? 9_000_000 : 40_000,
    }))
    const latency = loadCourse({ ...validLoad(), intervals }, 'x')[1]
    if (latency === undefined) throw new Error('no latency chart')
    expect(JSON.stringify(latency.option('wide'))).toContain('9000')
    expect(renderChart(latency, 'wide').length).toBeLessThan(30_000)
  })
})
