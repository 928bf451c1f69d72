import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shareKeyPairs } from './shared-key-pairs.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'wbt-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

let made = 0
const make = async () => `pair ${++made}`
/** A system with a state directory of its own. */
const system = async () => shareKeyPairs(root, await mkdtemp(join(root, 'state-')), make)

it('within a system no pair is given twice, also not at once', async () => {
  const before = await system()
  for (let pair = 1; pair <= 3; pair++) await before()
  const next = await system()
  const given = [...(await Promise.all([next(), next()])), await next()]
  expect(new Set(given).size).toBe(3)
})

it('another system is given the same in the same order, and more only where they end', async () => {
  const first = await system()
  const given = [await first(), await first()]
  const second = await system()
  expect([await second(), await second()]).toEqual(given)
  expect(given).not.toContain(await second())
})

it('an agent that was started again is given none that it had, also where another played in between', async () => {
  const stateDir = await mkdtemp(join(root, 'state-'))
  const begun = () => shareKeyPairs(root, stateDir, make)
  const given = [await begun()(), await begun()()]
  await (await system())()
  given.push(await begun()())
  expect(new Set(given).size).toBe(3)
})

it('of two that make the same one at once, one lies there whole then, for nobody else to read', async () => {
  const [one, other] = [await system(), await system()]
  const given = await Promise.all([one(), other()])
  expect(given).toContain(await (await system())())
  const pairs = (await readdir(root)).filter((name) => !name.startsWith('state-'))
  expect(pairs).toEqual(['0.pem'])
  expect((await stat(join(root, '0.pem'))).mode & 0o777).toBe(0o600)
})
