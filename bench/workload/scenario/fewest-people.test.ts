import { expect, it } from 'vitest'
import { sliceStorm } from '../shard.ts'
import { compileStorm } from './compile.ts'
import { fewestPeople } from './fewest-people.ts'
import { parseScenario } from './parse.ts'

const PEOPLE = 1_000

const stormWith = (refusals: string) => {
  const scenario = parseScenario(
    [
      'version: 1',
      'title: some',
      `refusals: ${refusals}`,
      'retries: { after: 40 s }',
      'phases: [{ name: one, duration: 20 s, arrivals: { kind: uniform, ratePerSecond: 10 } }]',
    ].join('\n'),
    'some.yaml',
  )
  const options = { seed: 1, ordinary: PEOPLE, people: PEOPLE }
  return compileStorm({ scenario, replays: new Map() }, options)
}

/** Operations by account, in the order in which accounts first come up. */
const turns = (account: Uint32Array) => {
  const order = [...new Set(account)]
  return Array.from(account, (each) => order.indexOf(each))
}

/** Operation → 1 where it asks for a name that nobody has. */
const nobody = (account: Uint32Array, people: number) => account.map((each) => +(each >= people))

it('asks the same of as many people as it takes, and of nobody for those whom nobody is', () => {
  const storm = stormWith('{ unknown-user: 20, too-short: 20 }')
  const slice = sliceStorm(storm, { index: 1, count: 3 })
  const few = fewestPeople({ storm: slice, people: PEOPLE })
  expect(few.people).toBe(new Set(slice.account.filter((each) => each < PEOPLE)).size)
  expect(few.people).toBeGreaterThan(20)
  expect(few.people).toBeLessThan(80)
  expect(turns(few.storm.account)).toEqual(turns(slice.account))
  expect(nobody(few.storm.account, few.people)).toEqual(nobody(slice.account, PEOPLE))
  expect(few.storm.nobodyFrom).toBe(few.people)
  expect(few.storm.pools.map(({ from }) => from)).toEqual([few.people])
  expect(few.storm.generation).toBe(slice.generation)
})

it('is not for a storm that needs people in a state that refuses', () => {
  const storm = stormWith('{ disabled: 50 }')
  expect(() => fewestPeople({ storm, people: PEOPLE })).toThrow(RangeError)
  const none = stormWith('{ too-short: 10 }')
  expect(fewestPeople({ storm: none, people: PEOPLE }).storm.nobodyFrom).toBe(Infinity)
})
