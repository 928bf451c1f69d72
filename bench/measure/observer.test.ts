import { expect, it } from 'vitest'
import { Observer } from './observer.ts'

const phases = [
  { name: 'warm-up', fromMs: 0 },
  { name: 'steady', fromMs: 1_000 },
]

it('records each duration in the phase that its operation was due in, time-outs marked', () => {
  const observer = new Observer(phases, () => undefined)
  observer.taken(900, 901)
  observer.sent(905)
  observer.taken(1_000, 1_002)
  observer.sent(1_002)
  observer.ended(1_000, 1_002, 1_050, 'changed')
  observer.ended(900, 905, 3_905, 'no-answer-in-time')
  const { histograms, clamped, sentMs } = observer.finish()
  const told = histograms.map(({ metric, phase, outcome, sumUs, censored }) =>
    [metric, phase, outcome, sumUs, censored?.fromUs ?? 'exact'].join(' '),
  )
  expect(told.toSorted()).toEqual([
    'lag steady all 2000 exact',
    'lag warm-up all 1000 exact',
    'response steady accepted 50000 exact',
    'response steady all 50000 exact',
    'response warm-up all 3005000 3005000',
    'response warm-up lost 3005000 3005000',
    'service steady accepted 48000 exact',
    'service steady all 48000 exact',
    'service warm-up all 3000000 3000000',
    'service warm-up lost 3000000 3000000',
  ])
  expect({ clamped, sentMs }).toEqual({ clamped: 0, sentMs: { first: 905, last: 1_002 } })
})
