import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { compileStorm } from './compile.ts'
import { parseScenario } from './parse.ts'
import { shippedFile } from './shipped.ts'

const HOUR_MS = 3_600_000

const compile = (text: string, people: number) =>
  compileStorm(
    { scenario: parseScenario(text, 'test.yaml'), replays: new Map() },
    { seed: 1, ordinary: people, people, compression: 1 },
  )

const shipped = async (name: string, people: number) =>
  compile(await readFile(shippedFile(name), 'utf8'), people)

const between = (dueMs: Float64Array, fromMs: number, toMs: number) =>
  dueMs.filter((due) => due >= fromMs && due < toMs).length

const scenario = (begins: string, duration: string, arrivals: readonly string[]) =>
  [
    'version: 1',
    'title: test',
    `begins: "${begins}"`,
    'phases:',
    '  - name: day',
    `    duration: ${duration}`,
    '    arrivals:',
    ...arrivals.map((line) => `      ${line}`),
  ].join('\n')

describe('a storm in the language of a workforce', () => {
  it('20,000 people, 80 % between 08:30 and 09:30: each comes once, so many of them then', async () => {
    const { dueMs, account } = await shipped('monday-morning', 20_000)
    expect(dueMs).toHaveLength(20_000)
    expect(new Set(account).size).toBe(20_000)
    const inHour = between(dueMs, 0.5 * HOUR_MS, 1.5 * HOUR_MS)
    // Of the others, who come in two hours evenly, half come in that hour too.
    expect(Math.abs(inHour - 18_000)).toBeLessThan(200)
    // A bell: half of its people in the middle 26.5 % of the hour, twice as many as evenly.
    const middle = between(dueMs, 0.868 * HOUR_MS, 1.132 * HOUR_MS)
    expect(Math.abs(middle - (8_000 + 528))).toBeLessThan(250)
  })

  it('an expiry wave comes zone by zone, most at the start of the day', () => {
    const { dueMs } = compile(
      scenario('00:00', '20 h', [
        'kind: expiry',
        'people: 9000',
        'maximumAge: 30 d',
        'arrears: 3 d',
        'within: 4 h',
        'zones: [{ share: 25, at: "02:00" }, { share: 75, at: "09:00" }]',
      ]),
      9_000,
    )
    expect(dueMs).toHaveLength(900)
    expect(between(dueMs, 2 * HOUR_MS, 6 * HOUR_MS)).toBe(225)
    expect(between(dueMs, 9 * HOUR_MS, 13 * HOUR_MS)).toBe(675)
    // Density falls evenly to nothing: three of four in the first half.
    expect(Math.abs(between(dueMs, 9 * HOUR_MS, 11 * HOUR_MS) / 675 - 0.75)).toBeLessThan(0.05)
  })

  it('a help desk’s list goes on one after the other, so many operators side by side', () => {
    const { dueMs } = compile(
      scenario('09:00', '1 h', ['kind: batch', 'items: 90', 'operators: 2', 'each: 60 s']),
      1_000,
    )
    expect(dueMs).toHaveLength(90)
    // Two a minute, the last after about 45 minutes.
    expect(Math.abs(between(dueMs, 600_000, 1_800_000) - 40)).toBeLessThanOrEqual(3)
    expect(dueMs.at(-1)).toBeGreaterThan(40 * 60_000)
  })

  it('that does not fit into its phase is refused', () => {
    const text = scenario('08:00', '1 h', [
      'kind: workforce',
      'windows: [{ share: 60, from: "08:30", to: "09:30" }, { share: 50, from: "08:40", to: "08:30" }]',
    ])
    expect(() => parseScenario(text, 'test.yaml')).toThrow(
      [
        'test.yaml, line 7: phases[1].arrivals windows add up to 110 percent, more than all',
        'test.yaml, line 7: phases[1].arrivals window 08:30 to 09:30 must begin before it ends, within the phase: 08:00 to 09:00',
        'test.yaml, line 7: phases[1].arrivals window 08:40 to 08:30 must begin before it ends, within the phase: 08:00 to 09:00',
      ].join('\n'),
    )
  })
})
