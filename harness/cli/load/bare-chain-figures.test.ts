import { expect, it } from 'vitest'
import { bareChainFigures } from './bare-chain-figures.ts'

const valuesOf = (...asked: Parameters<typeof bareChainFigures>) =>
  bareChainFigures(...asked).map(({ name, value, unit }) => `${name}: ${value} ${unit}`)

it('tells each percentile of the bare chain, and how many times as long the load took', () => {
  const bare = { p50: 4, p99: 10 }
  expect(valuesOf({ p50: 9_000, p99: 25_000 }, bare)).toEqual([
    'response p50 of the bare chain: 4 ms',
    'response p50 ÷ the bare chain’s: 2.25 ratio',
    'response p99 of the bare chain: 10 ms',
    'response p99 ÷ the bare chain’s: 2.5 ratio',
  ])
})

it('tells nothing of a percentile that too few operations bear, on either side', () => {
  expect(valuesOf({ p50: 9_000 }, { p50: 4, p99: 10 })).toHaveLength(2)
  const few = { p50: 4, p99: Number.NaN }
  expect(valuesOf({ p50: 9_000, p99: 25_000 }, few)).toHaveLength(2)
})
