import { expect, it } from 'vitest'
import { SCENARIOS } from '../load/load-scenarios.ts'
import { unusedOptions } from './used-options.ts'

const named = (loop: string) =>
  Object.entries(SCENARIOS).flatMap(([name, shape]) => (shape.loop === loop ? [name] : []))

it('names every option that a scenario would not look at', () => {
  const given = { rate: 5, 'in-flight': 2, duration: 3, people: 50, seed: 1, precise: false }
  expect(unusedOptions('smoke', 'file', given)).toEqual([
    '--in-flight: smoke does not use it, ceiling and sequential would; leave it out',
    '--rate: smoke does not use it, steady-100 would; leave it out',
  ])
  expect(unusedOptions('ceiling', 'closed', { duration: 3, precise: true })).toEqual([
    '--duration: ceiling does not use it, scenario files, scalability would; leave it out',
    '--precise: ceiling does not use it, scenario files, steady-100 would; leave it out',
  ])
  expect(unusedOptions('hops', 'hops', { people: 5 })).toHaveLength(1)
})

it('names the scenarios of the table by their loops', () => {
  expect(named('open')).toEqual(['steady-100'])
  expect(named('closed')).toEqual(['ceiling', 'sequential'])
})
