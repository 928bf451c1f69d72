import { describe, expect, it } from 'vitest'
import { histogramOf, validLoad } from '../fixtures/load.ts'
import { quietLink } from '../fixtures/link.ts'
import { chance, normal } from '../fixtures/chance.ts'
import { loadResult, redResult } from '../fixtures/results.ts'
import type { LoadResult, Result } from '../model/result.ts'
import { compareRuns, type Row } from './compare.ts'
import { judgeGate, parseGate } from './gates.ts'
import { renderComparison } from './render.ts'

const withLoad = (changes: Partial<LoadResult>): Result => ({
  ...loadResult(),
  load: [{ ...validLoad(), ...changes }],
})

/** A run whose every response takes `factor` times as long. */
const slower = (factor: number) =>
  withLoad({
    intervals: [],
    histograms: [
      histogramOf('response', (index) => factor * (11_000 + 3_000 * ((index * 0.618) % 1))),
    ],
  })

/** Runs of one program on one machine: each a little faster or slower as a whole. */
const runs = (seed: number, count: number, factor = 1) => {
  const random = chance(seed)
  return Array.from({ length: count }, () => slower(factor * (1 + 0.03 * normal(random))))
}

const rowOf = (rows: readonly Row[], metric: string) => {
  const row = rows.find((each) => each.metric === metric)
  if (row === undefined) throw new Error(`no row ${metric}`)
  return row
}

const gateOn = (text: string, rows: readonly Row[]) => {
  const gate = parseGate(text)
  if (typeof gate === 'string') throw new TypeError(gate)
  return judgeGate(gate, rows).outcome
}

describe('compare', () => {
  it('finds no difference between a run and itself', () => {
    const { rows, verdicts, likeness } = compareRuns([redResult()], [redResult()])
    expect(rows.length).toBeGreaterThan(10)
    expect(rows.filter(({ significant }) => significant)).toEqual([])
    expect({ verdicts, likeness }).toEqual({
      verdicts: [],
      likeness: { refusals: [], warnings: [] },
    })
  })

  it('of equal sides of several runs calls hardly any different', () => {
    const wrong = Array.from({ length: 20 }, (_, seed) =>
      compareRuns(runs(seed, 3), runs(seed + 100, 3)).rows.some(({ significant }) => significant),
    )
    expect(wrong.filter(Boolean).length).toBeLessThanOrEqual(1)
  })

  it('finds a fifth more time, from several runs with the interval of the difference', () => {
    const { rows } = compareRuns(runs(1, 5), runs(2, 5, 1.2))
    const row = rowOf(rows, 'response p50')
    expect(row).toMatchObject({ method: 'runs', significant: true })
    expect(row.difference).toMatchObject({ value: expect.closeTo(2.5, 0) })
  })

  it.each([
    [1.08, false],
    [1.25, true],
  ])(
    'of one run a side takes no difference under a tenth for more than chance: × %f',
    (factor, is) => {
      const { rows } = compareRuns([slower(1)], [slower(factor)])
      expect(rowOf(rows, 'response p50')).toMatchObject({ method: 'within runs', significant: is })
    },
  )

  it('compares counts and message bytes exactly', () => {
    const link = quietLink()
    const ladder = { ...link.ladder, plaintextBytes: link.ladder.plaintextBytes + 30 }
    const next = { ...loadResult(), links: [{ ...link, ladder }] }
    const { rows } = compareRuns([loadResult()], [next])
    expect(rowOf(rows, 'plaintext bytes per operation')).toMatchObject({
      method: 'exact',
      significant: true,
      difference: { value: 1 },
    })
    expect(rows.filter(({ significant }) => significant)).toHaveLength(1)
  })

  it('sees a message that grew by a byte', () => {
    const base = loadResult()
    const messageSizes = base.messageSizes?.map((sizes) =>
      sizes.type === 'request' ? { ...sizes, maxBytes: sizes.maxBytes + 1 } : sizes,
    )
    expect(messageSizes).toBeDefined()
    const { rows } = compareRuns([base], [{ ...base, messageSizes }])
    expect(rowOf(rows, 'request, greatest size')).toMatchObject({
      significant: true,
      better: 'lower',
    })
    expect(rowOf(rows, 'request, usual size')).toMatchObject({ significant: false })
    expect(rowOf(rows, 'result, greatest size')).toMatchObject({ significant: false })
  })

  it('names verdicts that changed and what only one side measured', () => {
    const { verdicts, oneSided } = compareRuns([loadResult()], [{ ...redResult(), links: [] }])
    expect(verdicts).toContainEqual({ id: 'PWB-TTL-2', base: 'pass', next: 'fail' })
    expect(oneSided).toContain(`${quietLink().name}: IP bytes per operation`)
  })

  it('refuses unlike workloads, machines and invalid measurements; warns of versions', () => {
    const [check] = validLoad().validity
    const other = withLoad({
      ratePerSecond: 80,
      validity: check === undefined ? [] : [{ ...check, ok: false }],
    })
    const environment = { ...other.environment, cpu: 'Other CPU', node: 'v22.1.0' }
    const { likeness } = compareRuns([loadResult()], [{ ...other, environment }])
    expect(likeness.refusals.join('\n')).toMatch(/cpu differs: Example CPU.*Other CPU/)
    expect(likeness.refusals.join('\n')).toMatch(/ratePerSecond differs: 50 and 80/)
    expect(likeness.refusals.join('\n')).toMatch(/not valid/)
    expect(likeness.warnings).toEqual(['environment: node differs: v20.20.2 and v22.1.0'])
  })

  it('shows it in words, steering characters and table ends of a file taken out', () => {
    const hostile = withLoad({ scenario: 'a | b \u001b[31m' })
    const text = renderComparison(compareRuns([hostile], [hostile]))
    expect(text).toMatch(/\| a \\\| b \ufffd\[31m +\| response p50 +\| ms +\|.*\| +~ \|/)
    expect(text).not.toContain('\u001b')
  })
})

describe('gates', () => {
  const { rows } = compareRuns(runs(1, 5), runs(2, 5, 1.2))

  it.each([
    ['response p99 > +10%', 'broken'],
    ['reset storm: response p99 > +10%', 'broken'],
    ['response p99 > +2', 'broken'],
    ['response p99 > +30%', 'kept'],
    ['response p99 < -5%', 'kept'],
    ['operations lost > 0', 'kept'],
    ['service p99 > +10%', 'no value'],
    ['response p98 > +10%', 'no value'],
  ])('%s: %s', (text, outcome) => {
    expect(gateOn(text, rows)).toBe(outcome)
  })

  it('is not broken by what may be chance', () => {
    const { rows: noisy } = compareRuns([slower(1), slower(2)], [slower(1.5), slower(2.5)])
    expect(rowOf(noisy, 'response p99').difference.value).toBeGreaterThan(0)
    expect(gateOn('response p99 > +10%', noisy)).toBe('kept')
  })

  it.each([['response p99'], ['> 10%'], ['p99 > fast'], ['p99 >= 10%']])(
    'does not take "%s"',
    (text) => {
      expect(parseGate(text)).toMatch(/^--fail-on: found/)
    },
  )
})
