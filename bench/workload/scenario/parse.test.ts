import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { compileStorm } from './compile.ts'
import { shippedFile, shippedScenarios } from './shipped.ts'
import { parseScenario } from './parse.ts'

const problemsOf = (lines: readonly string[]): readonly string[] => {
  try {
    parseScenario(lines.join('\n'), 'storm.yaml')
    return []
  } catch (error) {
    return error instanceof Error && 'problems' in error && Array.isArray(error.problems)
      ? error.problems.map(String)
      : [`not BadInput: ${String(error)}`]
  }
}

const phase = (name: string) =>
  `  - { name: ${name}, duration: 1 s, arrivals: { kind: uniform, ratePerSecond: 1 } }`

const ordering = (...steps: readonly string[]) =>
  problemsOf([
    'version: 1',
    'title: storm',
    'idleTenants: 2',
    'phases:',
    phase('same'),
    'disturbances:',
    ...steps.map((step) => `  - { ${step} }`),
  ]).map((problem) => problem.replace('storm.yaml, ', ''))

const aborting = (...limits: readonly string[]) =>
  problemsOf([
    'version: 1',
    'title: storm',
    'phases:',
    phase('same'),
    'thresholds:',
    ...limits.map((limit) => `  - { that: "${limit}", abort: true }`),
  ])

describe('a scenario file', () => {
  it('ends no load early by what its last operation may mend', () => {
    expect(aborting('response p(99) < 1s', 'service max < 1s', 'operations lost == 0')).toEqual([])
    const cannot =
      'cannot abort: only response and service (p(N), mean, max) and operations that are held below a limit can'
    expect(
      aborting('response min < 1s', 'service max > 1s', 'lag max < 1s', 'connect max < 1s'),
    ).toEqual(
      [1, 2, 3, 4].map((nth) => `storm.yaml, line ${nth + 5}: thresholds[${nth}] ${cannot}`),
    )
  })

  it('with many mistakes is refused with all of them, each with its line', () => {
    expect(
      problemsOf([
        'version: 1',
        'tilte: storm',
        'population:',
        '  people: 0',
        'operations: { resett: 1 }',
        'phases:',
        '  - name: first',
        '    duration: 90',
        '    arrivals: { kind: poison, ratePerSecond: 1 }',
        '  - name: Second',
        '    duration: 1 h',
        '    arrivals: { kind: uniform, ratePerSecond: -1 }',
      ]),
    ).toEqual([
      'storm.yaml, line 1: title must be text',
      'storm.yaml, line 2: tilte is not known here; bench/scenarios/README.md lists what is',
      'storm.yaml, line 4: population.people must be at least 1',
      'storm.yaml, line 5: operations.resett is not known here; bench/scenarios/README.md lists what is',
      'storm.yaml, line 5: operations must give a weight above 0 to one of self-service-reset, change, unlock, administrator-reset',
      'storm.yaml, line 8: phases[1].duration must be a number and its unit (ms, s, min, h, d), like 90 s',
      'storm.yaml, line 9: phases[1].arrivals.kind must be of one kind of uniform, poisson, steps, ramp, burst, replay, workforce, expiry, batch',
      'storm.yaml, line 10: phases[2].name must be of lower-case letters, digits and hyphens',
      'storm.yaml, line 12: phases[2].arrivals.ratePerSecond must be a number above 0',
    ])
  })

  it('that asks for refusals which its operations cannot meet is refused', () => {
    expect(
      problemsOf([
        'version: 1',
        'title: storm',
        'operations: { administrator-reset: 1 }',
        'refusals: { too-young: 60, too-short: 50 }',
        'phases:',
        phase('same'),
        phase('same'),
      ]),
    ).toEqual([
      'storm.yaml, line 4: refusals add up to 110 percent, more than all',
      'storm.yaml, line 4: refusals.too-young needs one of self-service-reset, change among the operations of phase same',
      'storm.yaml, line 7: phases[2].name same is the name of an earlier phase too',
    ])
  })

  it('that orders disturbances which nobody knows, or which cannot be, is refused', () => {
    expect(
      ordering('kind: agent-died, at: 0, for: 1 s', 'kind: link-slow, at: 0 s, for: 1 s, rate: 64'),
    ).toEqual([
      'line 7: disturbances[1].kind must be one of agent-killed, relay-killed, directory-stopped, link-cut, link-slow, silent-drop, duplicated-deliveries, second-connection, agent-clock, agent-clock-ahead',
      'line 7: disturbances[1].at must be a number and its unit (ms, s, min, h, d), like 90 s',
      'line 8: disturbances[2].rate must be a number above 0 and its unit (bit/s, kbit/s, Mbit/s), like 64 kbit/s',
    ])
    expect(
      ordering(
        'kind: link-cut, at: 0.5 s, for: 0.6 s',
        'kind: silent-drop, at: 0.1 s, for: 0.5 s, rate: 1 kbit/s',
        'kind: agent-killed, at: 0 s, for: 0.5 s',
        'kind: link-slow, at: 0 s, for: 1 s',
      ),
    ).toEqual([
      'line 7: disturbances[1] is not over when the last phase is',
      'line 8: disturbances[2] silent-drop takes no arguments; leave rate out',
      'line 8: disturbances[2] silent-drop and an earlier link-cut want the link at the same time',
      'line 9: disturbances[3] agent-killed disturbs the idle tenants, whose heartbeats are judged: leave idleTenants out',
      'line 10: disturbances[4] link-slow needs one of rate, delay, jitter',
    ])
  })

  it('that is no YAML is refused with the line', () => {
    expect(problemsOf(['version: 1', 'title: "open'])).toEqual([
      expect.stringMatching(/^storm\.yaml, line 2: Missing closing "quote/),
    ])
  })

  it.each(shippedScenarios())(
    '%s, which is shipped, is one that its people can do',
    async (name) => {
      const file = shippedFile(name)
      const scenario = parseScenario(await readFile(file, 'utf8'), file)
      expect(scenario.title).toBe(name)
      const { people } = scenario.population
      // One of the generated people is protected.
      const options = { seed: scenario.seed, ordinary: people - 1, people }
      const storm = compileStorm({ scenario, replays: new Map() }, options)
      expect(storm.dueMs.length).toBeGreaterThan(100)
    },
  )
})
