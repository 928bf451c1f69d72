import { describe, expect, it } from 'vitest'
import { numberOf } from '../../../bench/measure/outcomes.ts'
import { loadScenario } from '../../../bench/workload/scenario/load.ts'
import { plannedRuns } from '../../../reports/fixtures/runs.ts'
import { quietLink } from '../../../reports/fixtures/link.ts'
import { makePlan } from '../../../reports/plan/plan.ts'
import { workforceSchema } from '../../../reports/plan/workforce.ts'
import { readWorkforce } from '../options/read-workforce.ts'
import { filesOf, PLAN_CASE_NAMES } from './cases.ts'
import { busiestWindow, countSilenced, promptness } from './count.ts'
import { compareForetold, type Foretold, holds, type Lived } from './foretold.ts'

describe('plans that are checked', () => {
  it.each(PLAN_CASE_NAMES)('%s: its workforce and its scenario can be read', async (name) => {
    const { workforce, scenario } = filesOf(name)
    expect((await readWorkforce(workforce)).agents).toBe(1)
    const loaded = await loadScenario(scenario)
    const lengthS = loaded.scenario.phases.reduce((sum, { duration }) => sum + duration, 0) / 1_000
    expect(lengthS / loaded.scenario.compression).toBeLessThan(60)
  })
})

describe('busiest window', () => {
  it('is where most fall within its width, its end not included', () => {
    expect(busiestWindow([0, 5, 10, 11, 12, 20, 21], 10)).toMatchObject({ fromMs: 5, count: 4 })
    expect(busiestWindow([], 10).count).toBe(0)
  })
})

const secondApplied = async (operation: number) => operation === 2

describe('who came while the agent was silent', () => {
  it('is sorted by what the directory has, not by what was told', async () => {
    const codes = [
      'changed',
      'outcome-unknown',
      'outcome-unknown',
      'service-down',
      'changed',
    ] as const
    const records = {
      dispatchedMs: Float32Array.from([0, 10, 11, 12, 13]),
      doneMs: Float32Array.from([1, 20, 20, 20, 20]),
      outcome: Uint8Array.from(codes, numberOf),
    }
    expect(await countSilenced(records, { fromMs: 5, toMs: 13 }, secondApplied)).toEqual({
      applied: 1,
      expired: 1,
      turnedAway: 1,
    })
  })
})

describe('machine against compression', () => {
  it.each([
    [100, true],
    [300, false],
  ])('answers in %i ms, of which 20 pass in one: %s', (answerMs, ok) => {
    const dispatchedMs = Float32Array.from([0, 10, 20, 5_000])
    const doneMs = dispatchedMs.map((at) => (at < 5_000 ? at + answerMs : at + 20_000))
    const records = { dispatchedMs, doneMs, outcome: new Uint8Array(4) }
    expect(promptness(records, 1_000, 20).ok).toBe(ok)
  })
})

describe('foretold and observed', () => {
  const workforce = workforceSchema.parse({
    users: 100_000,
    agents: 1,
    link: { kbitPerSecond: 64 },
  })
  const plan = makePlan(workforce, plannedRuns())
  const link = quietLink()
  /** What the plan foretells, exactly: 0.4/s at 854 bytes, 5.33 bytes/s of silence, all in two hours. */
  const hour = Math.round(1_440 * 854 + 3_600 * (16 / 3))
  const lived: Lived = {
    operations: 7_200,
    busiestHour: 1_440,
    busiestLadder: {
      ...link.ladder,
      messageBytes: null,
      plaintextBytes: 728_640,
      tcpPayloadBytes: 855_360,
      ipBytes: hour,
    },
    busy: {
      ...link,
      durationMs: 7_200_000,
      ladder: { ...link.ladder, ipBytes: Math.round(7_200 * 854 + 7_200 * (16 / 3)) },
    },
    silent: { ...link, durationMs: 3_600_000, ladder: { ...link.ladder, ipBytes: 19_200 } },
  }
  const broken = (changes: Partial<Lived>) =>
    compareForetold(plan, plan, { ...lived, ...changes })
      .filter((row) => !row.name.includes('plaintext') && !row.name.includes('TLS'))
      .filter((row) => !holds(row))
      .map(({ name }) => name)

  it('holds where all happens as foretold', () => {
    expect(broken({})).toEqual([])
  })

  it.each<[string, Partial<Lived>]>([
    ['operations in the busiest hour', { busiestHour: 1_700 }],
    ['operations on the busiest day', { operations: 6_000 }],
    [
      'volume of an agent’s link on the busiest day, the hours lived through',
      { busy: { ...lived.busy, ladder: { ...link.ladder, ipBytes: 5_000_000 } } },
    ],
    [
      'volume of a silent agent',
      { silent: { ...lived.silent, ladder: { ...link.ladder, ipBytes: 24_000 } } },
    ],
  ])('does not hold beyond 15 %%: %s', (name, changes) => {
    expect(broken(changes)).toEqual([name])
  })

  it('an outage holds what was applied, expired and turned away to the plan', () => {
    // 30 minutes: all 600 s that were taken expire, 1,200 s are turned away.
    const silenced = { applied: 0, expired: 240, turnedAway: 480 }
    const rows = (changes: Partial<typeof silenced>): Foretold[] =>
      compareForetold(plan, plan, { ...lived, silenced: { ...silenced, ...changes } })
    expect(rows({}).every(holds)).toBe(true)
    expect(rows({ expired: 280 }).filter((row) => !holds(row))).toHaveLength(1)
    expect(rows({ applied: 5 }).filter((row) => !holds(row))).toHaveLength(1)
  })
})
