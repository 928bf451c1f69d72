import { expect, it } from 'vitest'
import { createKeyPairReserve } from './key-pair-reserve.ts'

/** A reserve whose pairs are numbered as they are made. */
function numbered() {
  let last = 0
  return createKeyPairReserve(async () => `pair ${++last}`)
}

it('within a system no pair is given twice', async () => {
  const next = numbered().forSystem('a')
  const given = [await next(), await next(), await next()]
  expect(new Set(given).size).toBe(3)
})

it('a later system is given what earlier ones had, and more only where that ends', async () => {
  const reserve = numbered()
  const first = reserve.forSystem('a')
  await first()
  await first()
  const second = reserve.forSystem('b')
  expect([await second(), await second(), await second()]).toEqual(['pair 1', 'pair 2', 'pair 3'])
})

it('what a system makes while it plays comes to itself only once', async () => {
  const next = numbered().forSystem('a')
  const both = await Promise.all([next(), next()])
  expect(new Set([...both, await next()]).size).toBe(3)
})

it('a system whose agent was started again is given none that it had, also where another played in between', async () => {
  const reserve = numbered()
  const given = [await reserve.forSystem('a')(), await reserve.forSystem('a')()]
  await reserve.forSystem('b')()
  given.push(await reserve.forSystem('a')(), await reserve.forSystem('a')())
  expect(new Set(given).size).toBe(4)
})
