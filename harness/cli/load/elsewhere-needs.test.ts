import { expect, it } from 'vitest'
import { compileStorm } from '../../../bench/workload/scenario/compile.ts'
import { parseScenario } from '../../../bench/workload/scenario/parse.ts'
import type { PortalMapping } from '../../target/portal/portal-mapping.ts'
import { type ElsewhereLoad, unmetElsewhere } from './elsewhere-needs.ts'

const steps: PortalMapping['operations']['begin'] = [
  { method: 'POST', path: '/', headers: {}, take: {}, outcomes: [] },
]
const MAPPING: PortalMapping = {
  version: 1,
  gates: 1,
  operations: {
    begin: steps,
    gate: steps,
    password: steps,
    change: steps,
    administratorReset: steps,
  },
}

/** What is unmet of a scenario with these lines. */
function unmet(lines: readonly string[], over: Partial<ElsewhereLoad> = {}) {
  const scenario = parseScenario(
    [
      'version: 1',
      'title: theirs',
      'phases: [{ name: one, duration: 20 s, arrivals: { kind: uniform, ratePerSecond: 10 } }]',
      ...lines,
    ].join('\n'),
    'theirs.yaml',
  )
  const storm = compileStorm(
    { scenario, replays: new Map() },
    { seed: 1, ordinary: 1_000, people: 1_000 },
  )
  const rest = { mapping: MAPPING, population: undefined, faults: [] }
  return unmetElsewhere({ scenario, storm, ...rest, ...over })
}

it('people who reset, change, and are refused for what they typed, can be sent anywhere', () => {
  const operations = 'operations: { self-service-reset: 2, change: 1, administrator-reset: 1 }'
  const refusals =
    'refusals: { too-short: 10, in-history: 5, wrong-old-password: 5, unknown-user: 5 }'
  expect(unmet([operations, refusals])).toEqual([])
})

it.each<[string, readonly string[], Partial<ElsewhereLoad>?]>([
  ['operations: unlock: no mapping can say it; leave it out', ['operations: { unlock: 1 }']],
  [
    'operations: self-service-reset: the mapping says nothing of begin, password',
    [],
    { mapping: { ...MAPPING, operations: { gate: steps } } },
  ],
  [
    'refusals: disabled: in somebody’s directory no account is brought into that state',
    ['refusals: { disabled: 20 }'],
  ],
  [
    'origins: graph: a mapping knows no clients',
    ['operations: { administrator-reset: 1 }', 'origins: { administrator-reset: { graph: 1 } }'],
  ],
  [
    '--compression: its clocks cannot be moved; give --compression 1, and --duration for a shorter load',
    ['compression: 2'],
  ],
  ['--population: people are made there for the run; give --people', [], { population: 'p.ldif' }],
  [
    'population: file: people are made there for the run; give people',
    ['population: { file: p.ldif }'],
  ],
  [
    'population: signIn: how people there sign in is not this run’s to say; leave it out',
    ['population: { signIn: { federated: 1, pass-through: 1 } }'],
  ],
  ['idleTenants: it has the tenants that it has; leave them out', ['idleTenants: 1']],
  [
    'disturbances: no part or link of it is this run’s to disturb; leave them out',
    ['disturbances: [{ kind: link-cut, at: 1 s, for: 1 s }]'],
  ],
  [
    '--fault: no part of it is the reference; leave it out',
    [],
    { faults: ['portal-answers-slowly'] },
  ],
])('tells %s', (problem, lines, over = {}) => {
  expect(unmet(lines, over)).toEqual([problem])
})

it('tells everything at once', () => {
  expect(unmet(['operations: { unlock: 1 }', 'compression: 2', 'idleTenants: 1'])).toHaveLength(3)
})
