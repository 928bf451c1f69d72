import { describe, expect, it } from 'vitest'
import { judgeValidity, type Measured } from './validity.ts'

const good: Measured = {
  ledger: {
    planned: 1000,
    notSent: 0,
    sent: 1000,
    accepted: 1000,
    refusedByPolicy: 0,
    refusedOtherwise: 0,
    unknown: 0,
    lost: 0,
  },
  plannedSpanMs: 20_000,
  achievedSpanMs: 20_010,
  lagP99Ms: 10,
  responseP99Ms: 40,
  meanInFlight: 2,
  expectedInFlight: 2.02,
  answered: 1000,
  quoted: ['p50', 'p90', 'p99'],
  clamped: 0,
  utilizations: [0.4, 0.9],
  counted: [{ by: 'portal', answered: 1000 }],
}

const byPortal = (answered: number) => [{ by: 'portal', answered }]

const failing = (change: Partial<Measured>) =>
  judgeValidity({ ...good, ...change })
    .filter(({ ok }) => !ok)
    .map(({ name }) => name)

describe('the validity of an open-loop measurement', () => {
  it('is given when every instrument agrees', () => {
    expect(failing({})).toEqual([])
  })

  it.each<[Partial<Measured>, string]>([
    [{ achievedSpanMs: 20_250 }, 'achieved rate'],
    [
      { ledger: { ...good.ledger, notSent: 11, sent: 989, accepted: 989 }, counted: [] },
      'achieved rate',
    ],
    [{ lagP99Ms: 10.1 }, 'schedule lag'],
    [{ thresholdMs: 49 }, 'schedule lag'],
    [{ ledger: { ...good.ledger, accepted: 999 } }, 'ledger'],
    [{ expectedInFlight: 2.11 }, 'Little’s law'],
    [{ expectedInFlight: 1.89 }, 'Little’s law'],
    [{ answered: 367 }, 'sample size'],
    [{ answered: 0, quoted: [] }, 'sample size'],
    [{ clamped: 1 }, 'histogram range'],
    [{ utilizations: [0.4, 0.91] }, 'event loops'],
    [{ counted: byPortal(999) }, 'counters'],
    [{ counted: byPortal(1001) }, 'counters'],
  ])('fails for %o by: %s', (change, name) => {
    expect(failing(change)).toEqual([name])
  })

  it('does not ask of others what they cannot know: whether answers that were lost had been given', () => {
    const ledger = { ...good.ledger, accepted: 990, lost: 10 }
    expect(failing({ ledger, counted: byPortal(990) })).toEqual([])
    expect(failing({ ledger, counted: byPortal(1000) })).toEqual([])
    expect(failing({ ledger, counted: byPortal(989) })).toEqual(['counters'])
  })
})
