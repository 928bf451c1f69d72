import { expect, it } from 'vitest'
import { rsaFigures } from './rsa-limit.ts'

const values = (measured: readonly (number | undefined)[]) =>
  rsaFigures(600, measured).figures.map(({ value }) => value)

it('a throughput stands beside the mean of the limit before and after it, and both are told', () => {
  expect(values([1_000, 1_400])).toEqual([1_200, 0.5])
  expect(rsaFigures(600, [1_400, 1_000.4]).figures[1]?.against).toMatch(/: 1000 to 1400\/s$/)
})

it('a limit that was measured once is the limit', () => {
  expect(values([undefined, 1_200])).toEqual([1_200, 0.5])
})

it('a limit that was not measured is no figure, and said', () => {
  const { figures, notes } = rsaFigures(600, [undefined, undefined])
  expect(figures).toEqual([])
  expect(notes).toEqual(['no openssl program: the RSA limit was not measured'])
})
