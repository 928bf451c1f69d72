import { describe, expect, it } from 'vitest'
import { findHighest, type Purpose } from '../../../bench/search/find-highest.ts'
import {
  confirmingOf,
  decidedLimits,
  searchFigures,
  searchRecord,
  type TakenStep,
  whyNotKnown,
} from './search-record.ts'

const LIMITS = { from: 10, atMost: 1_000, precision: 0.1, mostTrials: 60 }

/** Keeps its threshold up to a knee; each run finds another time. */
const systemOf = (knee: number, isInvalid = (_run: number) => false) => {
  let run = 0
  return async (value: number, purpose: Purpose): Promise<TakenStep> => {
    const kept = value <= knee
    const observed = `${++run} ms`
    const invalid = isInvalid(run)
    return {
      value,
      kept,
      broken: kept ? [] : [`response: ${observed}`],
      purpose,
      limits: [{ name: 'response', ok: kept, observed, limit: '< 9' }],
      load: invalid ? null : run - 1,
      ...(invalid && { invalid: ['schedule lag: 90 ms'] }),
    }
  }
}

const ABOUT = { operation: 'resets', thresholds: ['response'], resolution: 0.1, atMostPerSecond: 1 }

describe('what a search says', () => {
  it('rests on the three confirming runs: each with what it found', async () => {
    const found = await findHighest(systemOf(100), LIMITS)
    expect(confirmingOf(found).map(({ purpose }) => purpose)).toEqual(Array(3).fill('confirmation'))
    const last = found.trials.slice(-3).map(({ limits }) => limits[0]?.observed)
    expect(decidedLimits(found)).toEqual([
      { name: `response, at ${found.held}/s`, ok: true, observed: last.join(', '), limit: '< 9' },
    ])
  })

  it('is what broke at the lowest rate when nothing held', async () => {
    const found = await findHighest(systemOf(0), LIMITS)
    expect(decidedLimits(found)).toMatchObject([{ name: 'response, at 0.63/s', ok: false }])
  })

  it('is no highest rate where what lies above could not be measured, and says why', async () => {
    const measured = systemOf(1_000)
    const found = await findHighest<TakenStep>(async (value, purpose) => {
      const step = await measured(value, purpose)
      return value <= 100 ? step : { ...step, invalid: ['schedule lag: 90 ms'], load: null }
    }, LIMITS)
    const { held = 0, unmeasured } = found
    expect(held).toBeGreaterThan(80)
    expect(searchRecord(ABOUT, found.trials, found)).toMatchObject({
      ended: 'not-measured-above',
      highestPerSecond: held,
      brokePerSecond: null,
      unmeasuredPerSecond: unmeasured?.value,
    })
    expect(decidedLimits(found)).toMatchObject([{ ok: true }])
    expect(searchFigures(found, ['response'], [])).toMatchObject([
      { name: 'at least so high a rate that keeps response', value: held },
    ])
    expect(whyNotKnown(found)).toEqual([
      expect.stringMatching(/^what the system does at 110\/s cannot .*schedule lag: 90 ms/),
    ])
    const known = await findHighest(systemOf(100), LIMITS)
    expect(whyNotKnown(known)).toEqual([])
    expect(searchRecord(ABOUT, known.trials, known)).not.toHaveProperty('unmeasuredPerSecond')
  })

  it('is nothing yet while it goes on; a step that is not valid has its reason', async () => {
    const found = await findHighest(
      systemOf(100, (run) => run === 2),
      LIMITS,
    )
    const record = searchRecord(ABOUT, found.trials.slice(0, 2))
    expect(record).toMatchObject({ ended: 'going-on', highestPerSecond: null })
    expect(record.steps[1]).toMatchObject({
      verdict: 'not-valid',
      reasons: ['schedule lag: 90 ms'],
      load: null,
    })
    expect(searchRecord(ABOUT, found.trials, found)).toMatchObject({
      ended: 'confirmed',
      highestPerSecond: found.held,
    })
  })
})
