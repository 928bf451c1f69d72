import papaparse from 'papaparse'
import { describe, expect, it } from 'vitest'
import { HOSTILE, loadResult } from '../fixtures/results.ts'
import { plannedRuns } from '../fixtures/runs.ts'
import { chance } from '../fixtures/chance.ts'
import type { Figure } from './figure.ts'
import { makePlan } from './plan.ts'
import { PLAN_FORMATS } from './render.ts'
import { parseWorkforce, type Workforce } from './workforce.ts'

const YAML = `
# 100,000 people, as in the arithmetic of many planners
users: 100000
agents: 2
link: { kbitPerSecond: 512, roundTripMs: 40 }
`

const workforce = (changes: Partial<Workforce> = {}): Workforce => {
  const parsed = parseWorkforce(YAML)
  if (!parsed.ok) throw new Error(parsed.problems.join('; '))
  return { ...parsed.workforce, ...changes }
}

const figuresOf = (changes: Partial<Workforce> = {}): Map<string, Figure> =>
  new Map(
    makePlan(workforce(changes), plannedRuns())
      .parts.flatMap(({ figures }) => figures)
      .map((figure) => [figure.name, figure]),
  )

const valuesAt = (compression: number, runs = plannedRuns()): Map<string, number> =>
  new Map(
    makePlan(workforce(), runs, { compression })
      .parts.flatMap(({ figures }) => figures)
      .map(({ name, value }) => [name, value]),
  )

describe('workforce', () => {
  it('names every problem at once', () => {
    const parsed = parseWorkforce('users: -5\nagnets: 2\nlink: { kbitPerSecond: fast }\n')
    const problems = parsed.ok ? [] : parsed.problems.join('\n')
    for (const path of [/^users: /m, /^agents: /m, /^link\.kbitPerSecond: /m, /agnets/]) {
      expect(problems).toMatch(path)
    }
  })

  it.each([['users: [1'], ['']])('does not take %j', (text) => {
    expect(parseWorkforce(text).ok).toBe(false)
  })
})

describe('plan', () => {
  it.each([
    ['operations in a year', 600_000],
    ['operations on a usual working day', 2_400],
    ['operations per second at peak', 0.4],
    // 854 bytes at IP level, half of 0.4 operations a second on each of two links; in silence 400 bytes in
    // 300 s and 4 in each, together 0.0427 kbit/s and 0.4608 MB a day.
    ['bandwidth of an agent’s link at peak, IP', 1.409067],
    ['volume of an agent’s link on the busiest day', 3.5352],
    ['heartbeats of all agents in a day', 576],
    ['volume of a silent agent in a day (heartbeats, keep-alives)', 460.8],
    ['agents needed at peak, one of them spare', 2],
    ['headroom of the agents at peak', 2_000],
    ['use of the agents at peak', 0.0005],
    ['ends at: PWB-BW-2, a few kilobits per second on a link', 2.32943],
    ['ends at: the links are full', 149.87],
    ['ends at: the agents keep up', 800],
  ])('%s: %f', (name, value) => {
    const figure = figuresOf().get(name)
    expect((figure?.value ?? Number.NaN) / value).toBeCloseTo(1, 4)
    expect(figure?.formula).not.toBe('')
    expect(figure?.inputs.length).toBeGreaterThan(0)
  })

  it('adds growth, and says where measuring ended', () => {
    const grown = figuresOf({ users: 30_000_000, growthPerYear: 0.1, yearsAhead: 2 })
    expect(grown.get('operations per second at peak')?.value).toBeCloseTo(0.4 * 300 * 1.21, 6)
    const wait = 'wait for an agent at peak, mean'
    expect(grown.get(wait)?.extrapolated).toBe('measured up to 50 operations/s')
    expect(figuresOf().get(wait)?.extrapolated).toBeUndefined()
  })

  it('compressed: keep-alives, which real time times, are so much rarer; nothing else changes', () => {
    const [real, quick] = [valuesAt(1), valuesAt(4)]
    const silent = 'volume of a silent agent in a day (heartbeats, keep-alives)'
    expect(quick.get(silent)).toBeCloseTo((400 / 300 + 1) * 86.4, 6)
    for (const name of ['operations per second at peak', 'ends at: the agents keep up']) {
      expect(quick.get(name)).toBe(real.get(name))
    }
  })

  it('adds the keep-alives of both relays’ links, and takes the dearest of each', () => {
    const [gate, ceiling] = plannedRuns()
    const idle = ceiling?.links.find(({ heartbeats }) => heartbeats === 0)
    if (gate === undefined || ceiling === undefined || idle === undefined) throw new Error('none')
    const second = { ...idle, name: 'agent to second relay, idle' }
    const cheaper = { ...second, ladder: { ...second.ladder, ipBytes: 60 } }
    const both = { ...ceiling, links: [...ceiling.links, cheaper, second] }
    const silent = 'volume of a silent agent in a day (heartbeats, keep-alives)'
    expect(valuesAt(1, [gate, both]).get(silent)).toBeCloseTo((400 / 300 + 2 * 4) * 86.4, 6)
  })

  it('weighs changes, which carry two passwords, by their share', () => {
    const [gate, ...others] = plannedRuns()
    const [link] = gate?.links ?? []
    if (gate === undefined || link === undefined) throw new Error('no link among the runs')
    // A quarter are changes: what is more than resets cost comes of them alone.
    const ladder = { ...link.ladder, ipBytes: 32 * 854 + 8 * 300 }
    const mixed = { ...link, operations: 32, changes: 8, ladder }
    const runs = [{ ...gate, links: [link, mixed] }, ...others]
    const found = (asked: Partial<Workforce> = {}) => {
      const figures = makePlan(workforce(asked), runs).parts.flatMap((part) => part.figures)
      return (start: string) => figures.find(({ name }) => name.startsWith(start))
    }
    const each = found()('bytes of an operation')
    expect(each?.value).toBeCloseTo(854 / 3 + (1_154 * 2) / 3, 6)
    expect(each?.inputs.map(({ value }) => value)).toEqual([2 / 3, 854, 1_154])
    // As above, with the mix’s 1,054 bytes instead of 854.
    expect(found()('bandwidth of an agent’s link at peak, IP')?.value).toBeCloseTo(1.729067, 5)
    const idle = found({ resetsPerUserYear: 0, changesPerUserYear: 0 })
    expect(idle('bytes of an operation')?.value).toBe(854)
    expect(makePlan(workforce(), runs).missing.join()).not.toContain('bytes of a change')
  })

  it('waits without end where the peak is more than the agents do', () => {
    const wait = figuresOf({ users: 300_000_000 }).get('wait for an agent at peak, mean')
    expect(wait?.value).toBe(Number.POSITIVE_INFINITY)
  })

  it.each([
    [100_000, '2 agents needed, 2 planned', true],
    [1_000_000, '2 agents needed, 2 planned', false],
    [100_000_000, '3 agents needed, 2 planned', false],
  ])('answers for %i people: %s', (users, needed, suffices) => {
    // 10 × more people exceed the promised bandwidth, 1,000 × more the agents.
    expect(makePlan(workforce({ users }), plannedRuns())).toMatchObject({ needed, suffices })
  })

  it('leaves out what no run measured, and says how to measure it', () => {
    const { parts, missing } = makePlan(workforce(), [{ ...loadResult(), links: [] }])
    expect(parts.map(({ title }) => title)).not.toContain('Agents, headroom, waiting')
    expect(missing.join('\n')).toMatch(/throughput of one agent: run "writeback load/)
  })

  it.each([5, 9, 30])('foretells an outage of %i minutes as played through', (agentDownMinutes) => {
    const played = { expired: 0, waiting: 0, turnedAway: 0 }
    const random = chance(1)
    const downS = agentDownMinutes * 60
    const people = 400 * downS
    for (let person = 0; person < people; person++) {
      const atS = random() * downS
      if (atS > 600) played.turnedAway++
      else if (atS + 180 - 15 < downS) played.expired++
      else played.waiting++
    }
    const figures = [...figuresOf({ users: 100_000_000, agentDownMinutes }).values()]
    const [expired, waiting, away] = figures.filter(({ name }) => name.startsWith('agents silent'))
    for (const [figure, count] of [
      [expired, played.expired],
      [waiting, played.waiting],
      [away, played.turnedAway],
    ] as const) {
      expect(Math.abs((figure?.value ?? NaN) - count)).toBeLessThanOrEqual(0.02 * people)
    }
  })
})

describe('plan in text', () => {
  const plan = makePlan(workforce({ name: `${HOSTILE} | =1+1` }), plannedRuns())

  it('CSV is read back by a spreadsheet’s rules, with every figure', () => {
    const { data, errors } = papaparse.parse<Record<string, string>>(PLAN_FORMATS.csv(plan), {
      header: true,
      skipEmptyLines: true,
    })
    expect(errors).toEqual([])
    expect(data).toHaveLength(plan.parts.flatMap(({ figures }) => figures).length)
    const peak = data.find(({ figure }) => figure === 'operations per second at peak')
    expect(peak?.['value']).toBe('0.4')
  })

  it('Markdown and HTML obey nothing that a name brings along', () => {
    const page = PLAN_FORMATS.html(plan)
    expect(page).not.toContain('<script')
    expect(page).toContain('What the figures assume')
    expect(PLAN_FORMATS.markdown(plan)).not.toContain('\u001b')
  })
})
