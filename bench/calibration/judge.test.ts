import { describe, expect, it } from 'vitest'
import { type Calibration, calibrationCheck } from './judge.ts'

const good: Calibration = {
  planned: 1_000,
  answered: 1_000,
  delayedMs: 22.9,
  atOnceMs: 2.6,
  responseP99Ms: 970,
  lagP99Ms: 0.2,
  attempts: 1,
}

describe('the calibration', () => {
  it('is passed by a driver that tells the known server as it is', () => {
    expect(calibrationCheck(good)).toMatchObject({ name: 'calibration', ok: true })
  })

  it.each<[string, Partial<Calibration>]>([
    ['takes the stall into the median', { delayedMs: 24.7 }],
    ['corrects the median down', { delayedMs: 13.5 }],
    ['adds to everything', { delayedMs: 30.4, atOnceMs: 10.1 }],
    ['saw no answer at once', { atOnceMs: Number.NaN }],
    ['hides the stall', { responseP99Ms: 65 }],
    ['leaves some out', { answered: 999 }],
    ['measured nothing', { planned: 0, answered: 0 }],
  ])('is failed by one that %s', (_, change) => {
    expect(calibrationCheck({ ...good, ...change }).ok).toBe(false)
  })

  it('says when it was measured twice', () => {
    expect(calibrationCheck({ ...good, attempts: 2 }).observed).toMatch(/; measured 2 times$/)
  })
})
