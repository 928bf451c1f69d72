import { describe, expect, it } from 'vitest'
import type { Threshold } from '../thresholds/grammar.ts'
import { judgedPhasesOf, readLimits, stepDurationMs, strictestResponseMs } from './search-limits.ts'

const thresholdsOf = (...texts: string[]): readonly Threshold[] => {
  const read = readLimits(texts)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.thresholds
}

describe('what a search holds each step to', () => {
  it('is a response time when nothing is asked, and that every operation is done', () => {
    expect(thresholdsOf().map(({ text, phase }) => [text, phase])).toEqual([
      ['response p(99) < 250ms', 'steady'],
      ['operations refused by policy == 0', undefined],
      ['operations refused otherwise == 0', undefined],
      ['operations unknown == 0', undefined],
      ['operations lost == 0', undefined],
    ])
  })

  it('gives way where the same is held to another limit', () => {
    const texts = thresholdsOf('operations unknown < 5', 'response mean < 1 s').map(
      ({ text }) => text,
    )
    expect(texts).toContain('operations unknown < 5')
    expect(texts).not.toContain('operations unknown == 0')
    expect(texts).toContain('operations lost == 0')
  })

  it('wants the driver on time where times are judged: in the warm-up only where it is asked for', () => {
    expect(judgedPhasesOf(thresholdsOf())).toEqual(['steady'])
    expect(judgedPhasesOf(thresholdsOf('response max < 1s for phase warm-up'))).toEqual([
      'steady',
      'warm-up',
    ])
  })

  it('tells everything that is wrong at once', () => {
    const read = readLimits([
      'respnse p(99) < 1s',
      'lag max < 1ms',
      'lag max < 2ms',
      'heartbeat misses == 0',
    ])
    expect(read).toEqual({
      ok: false,
      problems: [
        expect.stringMatching(/metric respnse is not known/),
        expect.stringMatching(/a search does not measure heartbeat misses/),
        expect.stringMatching(/"lag max < 2ms": holds the same to a limit as "lag max < 1ms"/),
      ],
    })
  })

  it('makes a slow step long enough for its percentiles, and a fast one as long as asked', () => {
    const p99 = thresholdsOf()
    expect(stepDurationMs(1_000, 5_000, p99)).toBe(6_000)
    // 368 values and four standard deviations, at 10 a second.
    expect(stepDurationMs(10, 5_000, p99)).toBeGreaterThan(40_000)
    expect(stepDurationMs(10, 5_000, thresholdsOf('response max < 1s'))).toBe(6_000)
    expect(strictestResponseMs(thresholdsOf('response p(99) < 2s', 'response p(50) < 20ms'))).toBe(
      20,
    )
    expect(strictestResponseMs(thresholdsOf('operations lost < 2'))).toBeUndefined()
  })
})
