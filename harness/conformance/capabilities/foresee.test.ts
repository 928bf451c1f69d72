import { describe, expect, it } from 'vitest'
import { ROLE_NAMES, type RoleName } from '../../contract/edge.ts'
import type { System } from '../../target/system.ts'
import { mapRoles, REFERENCE, type Slot, type Slots } from '../../target/slots/slots.ts'
import type { Lane } from '../runner.ts'
import { REQUIREMENTS } from '../requirements/index.ts'
import { type Known, foreseen } from './foresee.ts'
import { provable } from './provable.ts'

const NEEDS = [...new Set(REQUIREMENTS.flatMap(({ needs }) => needs))]
const edge = { host: '127.0.0.1', port: 1, servername: 'somebody.test', caFile: '/none' }
const PROGRAM: Slot = { fill: 'exec', argv: ['program'], cwd: '/' }
const RELAY: Slot = { fill: 'url', serves: 'relay', edge, credentials: { file: '/none' } }
const DIRECTORY: Slot = {
  fill: 'url',
  serves: 'directory',
  edge,
  credentials: { file: '/none' },
  domain: 'somebody.test',
  container: 'OU=Test',
  policyHints: 'required',
}
const PORTAL: Slot = {
  fill: 'url',
  serves: 'portal',
  edge,
  mapping: '/none',
  prepare: { argv: ['program'], cwd: '/' },
}
const slotsOf = (changes: Partial<Slots> = {}): Slots => ({
  ...mapRoles(() => REFERENCE),
  ...changes,
})
const of = (changes: Partial<Slots>, rest: Omit<Known, 'slots'> = {}) =>
  foreseen({ needs: NEEDS }, { slots: slotsOf(changes), ...rest })
const lackedBy = (changes: Partial<Slots>, rest: Omit<Known, 'slots'> = {}) =>
  of(changes, rest).flatMap(({ capability, lacking }) => (lacking.length > 0 ? [capability] : []))

/** What `provable` takes away once parts run that speak every verb and tell everything. */
function takenAway(changes: Partial<Slots>, realLimitMs?: number) {
  const slots = slotsOf(changes)
  const all = ROLE_NAMES.filter((role) => slots[role].fill !== 'url').map((role: RoleName) => ({
    role,
    hello: { verbs: ['advance'] },
    reply: { pids: [1] },
  }))
  const plan = { slots, ...(realLimitMs !== undefined && { realLimitMs }) }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `provable` looks at these only
  const parts = { roles: { all: () => all }, plan } as unknown as System
  const offered = Object.fromEntries(NEEDS.map((need) => [need, {}]))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody uses what is offered
  const lane = { capabilities: offered, restore: async () => undefined } as unknown as Lane
  const left = Object.keys(provable(lane, parts).capabilities)
  return NEEDS.filter((need) => !left.includes(need))
}

describe('what a target is foreseen to lack', () => {
  it('is nothing for the reference, also with faults, and nothing is left to be told', () => {
    const mutant = { agent: { fill: 'mutant', faults: ['agent-never-rolls'] } } as const
    for (const changes of [{}, mutant]) {
      const open = of(changes).filter(({ lacking, untold }) => lacking.length + untold.length > 0)
      expect(open).toEqual([])
    }
  })

  it.each<[string, Partial<Slots>, number?]>([
    ['a relay', { relay: RELAY }],
    ['a directory', { directory: DIRECTORY }],
    ['both', { relay: RELAY, directory: DIRECTORY }],
    ['a directory, in real time', { directory: DIRECTORY }, 60_000],
  ])('holds all that is taken away when %s runs already', (_name, changes, realLimitMs) => {
    const lacked = lackedBy(changes, { realLimitMs })
    const taken = takenAway(changes, realLimitMs)
    expect(lacked).toEqual(expect.arrayContaining(taken))
    // What stands in no rule of the parts that run, but is known of somebody's directory.
    const more = lacked.filter((need) => !taken.includes(need) && need !== 'storm')
    expect(more).toEqual('directory' in changes ? ['forests', 'controllers'] : [])
  })

  it('is all but three capabilities where a portal has an interface of its own', () => {
    const elsewhere = { fill: 'elsewhere' } as const
    const slots = { portal: PORTAL, relay: elsewhere, agent: elsewhere, directory: DIRECTORY }
    const has = NEEDS.filter((need) => !lackedBy(slots).includes(need))
    expect(has.toSorted()).toEqual(['accounts', 'directory', 'portal'])
  })

  it('is not known of a program before it has told', () => {
    const told = of({ agent: PROGRAM }).filter(({ untold }) => untold.length > 0)
    expect(lackedBy({ agent: PROGRAM })).toEqual([])
    expect(told.find(({ capability }) => capability === 'events')?.untold).toEqual([
      'agent: an event log, by its reply to start',
    ])
    expect(told.map(({ capability }) => capability)).toContain('clock')
    const waited = of({ agent: PROGRAM }, { realLimitMs: 1_000 })
    expect(waited.find(({ capability }) => capability === 'clock')?.untold).toEqual([])
  })
})
