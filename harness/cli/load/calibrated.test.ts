import { expect, it } from 'vitest'
import type { LoadResult } from '../../../reports/model/result.ts'
import { calibrated } from './calibrated.ts'

const loadOf = (loop: LoadResult['loop']): LoadResult => ({
  scenario: loop,
  loop,
  seed: 1,
  scheduleSha256: '',
  arrivals: '',
  ratePerSecond: 1,
  durationMs: 1,
  inFlightCap: 1,
  histograms: [],
  intervals: [],
  outcomes: {},
  ledger: {
    planned: 0,
    notSent: 0,
    sent: 0,
    accepted: 0,
    refusedByPolicy: 0,
    refusedOtherwise: 0,
    unknown: 0,
    lost: 0,
  },
  finalBinds: null,
  heartbeats: null,
  validity: [],
})

it('every open load that was measured after a calibration tells what came of it', async () => {
  const earlier = loadOf('open')
  const value = { load: [earlier] }
  const run = { say: () => undefined, signal: new AbortController().signal }
  const wrong = {
    planned: 600,
    answered: 600,
    delayedMs: 11,
    atOnceMs: 1,
    responseP99Ms: 65,
    lagP99Ms: 1,
    attempts: 2,
  }
  await calibrated(
    { run, record: { value } },
    3_000,
    async () => {
      value.load.push(loadOf('open'), loadOf('closed'))
    },
    async () => wrong,
  )
  const [before, open, closed] = value.load
  expect(open?.validity).toMatchObject([{ name: 'calibration', ok: false }])
  expect([before?.validity, closed?.validity]).toEqual([[], []])
})
