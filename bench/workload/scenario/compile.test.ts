import { describe, expect, it } from 'vitest'
import { compileStorm, type CompiledStorm, type CompileOptions } from './compile.ts'
import { parseScenario } from './parse.ts'

const scenarioOf = (lines: readonly string[]) => ({
  scenario: parseScenario(['version: 1', 'title: test', ...lines].join('\n'), 'test.yaml'),
  replays: new Map([['due', Float64Array.from([0, 500, 90_000])]]),
})

const OPTIONS: CompileOptions = { seed: 1, ordinary: 5_000, people: 5_010 }

const phase = (arrivals: string, duration = '100 s') => [
  'phases:',
  `  - { name: storm, duration: ${duration}, arrivals: { ${arrivals} } }`,
]
const compile = (lines: readonly string[], options: Partial<CompileOptions> = {}) =>
  compileStorm(scenarioOf(lines), { ...OPTIONS, ...options })

/** What every operation asks for, in words. */
const wordsOf = ({ intent, intents }: CompiledStorm) =>
  Array.from(intent, (index) => {
    const { operation = '', refusal = '', origin = '' } = intents[index] ?? {}
    return `${operation} ${refusal} ${origin}`.trim()
  })

const share = (words: readonly string[], start: string) =>
  words.filter((each) => each.startsWith(start)).length / words.length

const near = (found: number, meant: number) => Math.abs(found - meant) < 0.02

const gapsOf = (dueMs: Float64Array) =>
  Array.from(dueMs.subarray(1), (due, index) => due - (dueMs[index] ?? 0))

const variation = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return Math.sqrt(variance) / mean
}

describe('arrivals', () => {
  it('that are uniform keep their rate to a tenth of a percent over 10 s', () => {
    const { dueMs } = compile(phase('kind: uniform, ratePerSecond: 137.3', '10 s'))
    expect(Math.abs(dueMs.length / 1_373 - 1)).toBeLessThanOrEqual(0.001)
    expect(variation(gapsOf(dueMs))).toBeLessThan(1e-9)
  })

  it('that are Poisson have a coefficient of variation of one', () => {
    const { dueMs } = compile(phase('kind: poisson, ratePerSecond: 100', '200 s'))
    expect(Math.abs(dueMs.length / 20_000 - 1)).toBeLessThan(0.03)
    expect(Math.abs(variation(gapsOf(dueMs)) - 1)).toBeLessThan(0.05)
  })

  it('of a ramp grow evenly, of steps from one rate to the next', () => {
    const ramp = compile(
      phase('kind: ramp, fromPerSecond: 10, toPerSecond: 30, spacing: uniform', '100 s'),
    ).dueMs
    expect(ramp).toHaveLength(2_000)
    // The integral of the rate until half time: 50 s of 10 to 20 a second.
    expect(ramp.findIndex((due) => due >= 50_000)).toBe(750)
    const steps = compile(
      phase('kind: steps, ratesPerSecond: [10, 40], spacing: uniform', '20 s'),
    ).dueMs
    expect(steps).toHaveLength(500)
    expect(steps.findIndex((due) => due >= 10_000)).toBe(100)
  })

  it('come down to less than one a second, in bursts, and as a file says', () => {
    expect([...compile(phase('kind: uniform, ratePerSecond: 0.02')).dueMs]).toEqual([0, 50_000])
    expect([...compile(phase('kind: burst, operations: 2, every: 60 s')).dueMs]).toEqual([
      0, 0, 60_000, 60_000,
    ])
    expect([...compile(phase('kind: replay, file: due', '60 s')).dueMs]).toEqual([0, 500])
  })
})

describe('a compiled storm', () => {
  const mixed = [
    'operations: { self-service-reset: 50, change: 25, administrator-reset: 25 }',
    'refusals: { too-short: 4, locked: 4, unknown-user: 2 }',
    'origins: { administrator-reset: { azure-portal: 1, graph: 1 } }',
    ...phase('kind: poisson, ratePerSecond: 100', '50 s'),
  ]

  it('is the same for the same seed, another for another', () => {
    const storm = compile(mixed)
    expect(compile(mixed)).toEqual(storm)
    const other = compile(mixed, { seed: 2 })
    expect(other.sha256).not.toBe(storm.sha256)
    const anotherMix = compile(mixed.map((line) => line.replace('graph', 'powershell-v1')))
    expect([...anotherMix.dueMs]).toEqual([...storm.dueMs])
    expect(anotherMix.sha256).not.toBe(storm.sha256)
  })

  it('asks for operations, refusals and origins in their shares', () => {
    const words = wordsOf(compile(mixed))
    expect(near(share(words, 'self-service-reset'), 0.5)).toBe(true)
    // All of what is locked is asked by change.
    expect(near(share(words, 'change'), 0.25 * 0.9 + 0.04 + 0.01)).toBe(true)
    expect(near(share(words, 'change locked'), 0.04)).toBe(true)
    expect(near(share(words, 'administrator-reset  graph'), 0.25 * 0.9 * 0.5)).toBe(true)
  })

  it('gives each person an account, the refused from pools of their own, nobody’s a name that nobody has', () => {
    const { account, intent, intents, pools, nobodyFrom, shortestCodeGapMs } = compile(mixed)
    const locked = pools.find(({ refusal }) => refusal === 'locked') ?? { from: 0, count: 0 }
    const rangeOf = (refusal: string | undefined) => {
      if (refusal === 'locked') return [locked.from, locked.from + locked.count]
      return refusal === 'unknown-user' ? [nobodyFrom, Infinity] : [0, OPTIONS.ordinary]
    }
    const astray = [...account].filter((whose, operation) => {
      const [from = 0, to = 0] = rangeOf(intents[intent[operation] ?? 0]?.refusal)
      return whose < from || whose >= to
    })
    expect(astray).toEqual([])
    expect(locked.from).toBe(OPTIONS.people)
    expect(nobodyFrom).toBe(locked.from + locked.count)
    expect(shortestCodeGapMs).toBeGreaterThan(35_000)
  })

  it('sets each account’s passwords one after the other', () => {
    const { account, generation } = compile(
      ['operations: { administrator-reset: 1 }', ...phase('kind: uniform, ratePerSecond: 1')],
      { ordinary: 40 },
    )
    const of = account[0]
    const its = [...generation].filter((_, operation) => account[operation] === of)
    expect(its).toEqual([1, 2, 3])
  })

  it('is cut into slices by account that are disjoint and whole', () => {
    const { account } = compile(mixed)
    const slices = [0, 1, 2].map((index) =>
      [...account.keys()].filter((operation) => (account[operation] ?? 0) % 3 === index),
    )
    expect(slices.flat().toSorted((a, b) => a - b)).toEqual([...account.keys()])
  })

  it('lets who was refused try again later: rightly where that can be, with the same account', () => {
    const storm = compile([
      'operations: { change: 1 }',
      'refusals: { wrong-old-password: 100 }',
      'retries: { after: 40 s }',
      ...phase('kind: uniform, ratePerSecond: 0.1', '20 s'),
    ])
    expect([...storm.dueMs]).toEqual([0, 10_000, 40_000, 50_000])
    expect(wordsOf(storm).map((words) => words.includes('wrong-old-password'))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(storm.account[2]).toBe(storm.account[0])
  })

  it('plans tries for those who get no answer, each after the one before, and none unless asked to', () => {
    const lines = [
      'operations: { change: 1 }',
      ...phase('kind: uniform, ratePerSecond: 0.1', '20 s'),
    ]
    const asked = compile(['retries: { after: 40 s, atMost: 2, unanswered: 100 }', ...lines])
    expect([...asked.dueMs]).toEqual([0, 10_000, 40_000, 50_000, 80_000, 90_000])
    expect(asked.follows && [...asked.follows]).toEqual([-1, -1, 0, 1, 2, 3])
    expect(asked.account.slice(2)).toEqual(asked.account.slice(0, 4))
    expect([...asked.generation]).toEqual([1, 1, 2, 2, 3, 3])
    const none = compile(['retries: { after: 40 s }', ...lines])
    expect(none).not.toHaveProperty('follows')
    expect(none.sha256).toBe(compile(lines).sha256)
    expect(asked.sha256).not.toBe(none.sha256)
  })

  it('divides its times by the compression, and leaves out what is due after its duration', () => {
    const { dueMs, durationMs, phases } = compile(
      [
        'phases:',
        '  - { name: one, duration: 60 s, arrivals: { kind: uniform, ratePerSecond: 0.1 } }',
        '  - { name: two, duration: 60 s, arrivals: { kind: uniform, ratePerSecond: 0.1 } }',
        '  - { name: three, duration: 60 s, arrivals: { kind: uniform, ratePerSecond: 0.1 } }',
      ],
      { compression: 10, durationMs: 80_000 },
    )
    expect([...dueMs]).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000])
    expect(durationMs).toBe(8_000)
    expect(phases.map(({ name, fromMs }) => [name, fromMs])).toEqual([
      ['one', 0],
      ['two', 6_000],
    ])
  })

  it('that would use an account’s one-time codes too soon after each other is refused', () => {
    const lines = phase('kind: uniform, ratePerSecond: 10')
    expect(() => compile(lines, { ordinary: 349 })).toThrow(
      /an account would use a one-time code 34\.9 s after its last/,
    )
    expect(compile(lines, { ordinary: 350 }).shortestCodeGapMs).toBeCloseTo(35_000)
  })
})
