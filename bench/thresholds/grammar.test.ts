import { describe, expect, it } from 'vitest'
import { duplicatesOf, parseThreshold } from './grammar.ts'

const PHASES = ['warm-up', 'storm']
const read = (text: string) => {
  const parsed = parseThreshold(text, PHASES)
  return parsed.ok ? parsed.threshold : parsed.problem
}

describe('a threshold', () => {
  it('names a metric, what of it, a limit with its unit, and a phase', () => {
    expect(read('response p(99.9) < 800ms for phase storm')).toEqual({
      text: 'response p(99.9) < 800ms for phase storm',
      subject: {
        of: 'time',
        metric: 'response',
        outcome: 'all',
        statistic: { percentile: 99.9 },
      },
      dimension: 'time',
      comparison: '<',
      limit: 800_000,
      unit: 'ms',
      phase: 'storm',
    })
    expect(read('service{outcome: refusedByPolicy} max <= 1.5 s')).toMatchObject({
      subject: { metric: 'service', outcome: 'refusedByPolicy', statistic: 'max' },
      limit: 1_500_000,
    })
    expect(read('bytes per operation<900')).toMatchObject({ limit: 900, dimension: 'bytes' })
    expect(read('link rate <= 8 kbit/s')).toMatchObject({ limit: 8_000 })
    expect(read('operations lost == 0 for phase storm')).toMatchObject({
      subject: { of: 'operations', outcome: 'lost' },
    })
  })

  it.each([
    [
      'respnse p(99) < 1s',
      /metric respnse is not known; allowed are response, service, lag, connect, /,
    ],
    ['response < 1s', /response needs what of it: p\(N\)/],
    ['response p(100) < 1s', /N between 0 and 100/],
    ['response p(99) < 1 kB', /unit kB is not allowed; allowed are us, ms, s, min/],
    ['response p(99) < 1', /unit none is not allowed/],
    ['response p(99) < 1s for phase strom', /phase strom is not known; allowed are warm-up, storm/],
    ['response{outcome: fine} p(99) < 1s', /outcome fine is not known; allowed are all, accepted/],
    ['heartbeat misses p(99) == 0', /heartbeat misses is one number/],
    ['bytes per operation < 900 for phase storm', /told of the whole load only/],
    ['response p(99) 800ms', /must be of a form like/],
  ])('%s is refused, with what is allowed', (text, problem) => {
    expect(read(text)).toMatch(problem)
  })

  it('that holds the same value to a limit of the same direction is told apart from others', () => {
    const thresholds = [
      'response p(99) < 1s',
      'response p(99) < 1s for phase storm',
      'response p(99) > 1ms',
      'response p(99) <= 900 ms',
    ].map((text) => {
      const parsed = parseThreshold(text, PHASES)
      return parsed.ok ? parsed.threshold : undefined
    })
    expect(duplicatesOf(thresholds)).toEqual([{ index: 3, earlier: 'response p(99) < 1s' }])
  })
})
