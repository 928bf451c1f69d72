import { describe, expect, it } from 'vitest'
import { quietLink } from '../fixtures/link.ts'
import { validLoad } from '../fixtures/load.ts'
import { ladderLayers, linkFigures, worstWindows } from './link-figures.ts'
import { headlineHistogram } from './load-figures.ts'
import { formatBytes, formatMs, formatNumber, formatShare, formatUs } from './units.ts'

describe('link figures', () => {
  it('come from bytes at IP level', () => {
    expect(linkFigures(quietLink())).toEqual({
      bytesPerOperation: 854,
      kbitPerSecond: 6.832,
      operationsPerSecond: 1,
      promiseEndsAtPerSecond: 1_000 / 854,
    })
  })

  it('show the worst window wherever it begins, and none that the course is too short for', () => {
    const intervals = [100, 100, 900, 100, 800, 100, 100, 100, 100, 100, 100, 700].map(
      (ipBytes, second) => ({ startMs: second * 1_000, ipBytes, operations: 0 }),
    )
    expect(worstWindows({ intervals })).toEqual([
      { windowMs: 1_000, kbitPerSecond: 7.2, fromMs: 2_000 },
      { windowMs: 10_000, kbitPerSecond: 2.48, fromMs: 2_000 },
    ])
    expect(worstWindows({ intervals: intervals.slice(0, 9) })).toHaveLength(1)
    expect(worstWindows({ intervals: [] })).toEqual([])
  })

  it('are not made from nothing', () => {
    expect(linkFigures({ ...quietLink(), operations: 0 })).toBeNull()
    expect(linkFigures({ ...quietLink(), durationMs: 0 })).toBeNull()
  })

  it.each([[446 * 30], [null]])(
    'layers add up to the bytes at IP level (messages: %s)',
    (messageBytes) => {
      const layers = ladderLayers({ ...quietLink().ladder, messageBytes })
      expect(layers.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(quietLink().ladder.ipBytes)
      expect(layers[0]?.bytes).toBe(messageBytes ?? 15_180)
    },
  )
})

describe('headline histogram', () => {
  it('takes all outcomes together, of the phase with most values', () => {
    const [whole] = validLoad().histograms
    if (whole === undefined) throw new Error('the fixture has no histogram')
    const histograms = [
      { ...whole, outcome: 'accepted', count: 5_000 },
      { ...whole, phase: 'warm-up', count: 10 },
      whole,
    ]
    expect(headlineHistogram({ histograms }, 'response')).toBe(whole)
    expect(headlineHistogram({ histograms }, 'connect')).toBeUndefined()
  })
})

describe('units', () => {
  it('keep three digits and choose the unit', () => {
    expect([0, 0.0042, 0.854, 8.549, 85.49, 854.6, 12_345, 12_345.6].map(formatNumber)).toEqual([
      '0',
      '0.0042',
      '0.85',
      '8.55',
      '85.5',
      '855',
      '12,345',
      '12,346',
    ])
    expect([850, 8_530, 85_300, 1_250_000].map(formatUs)).toEqual([
      '850 µs',
      '8.53 ms',
      '85.3 ms',
      '1.25 s',
    ])
    expect([41.5, 20_000, 300_000].map(formatMs)).toEqual(['41.5 ms', '20 s', '5 min 0 s'])
    expect([854, 2_500_000, 8_335_000_000].map(formatBytes)).toEqual([
      '854 bytes',
      '2.50 MB',
      '8.34 GB',
    ])
    expect([formatShare(1, 8), formatShare(0, 0)]).toEqual(['12.5 %', '–'])
  })
})
