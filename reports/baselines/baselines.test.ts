import { describe, expect, it } from 'vitest'
import { quietLink } from '../fixtures/link.ts'
import { loadResult, redResult } from '../fixtures/results.ts'
import type { Result } from '../model/result.ts'
import { renderComment } from '../formats/comment.ts'
import { formatConsole } from '../formats/console.ts'
import { renderPage } from '../formats/html/page.ts'
import { type Baseline, makeBaseline, parseBaseline } from './baseline.ts'
import { judgeByBaseline, thresholdsOf } from './judge.ts'

const baselineOf = (...results: Result[]): Baseline => {
  const made = makeBaseline(results)
  if (!made.ok) throw new Error(made.problems.join('; '))
  return made.baseline
}

/** The same run with messages that are larger by a share. */
const heavier = (share: number): Result => {
  const link = quietLink()
  const { ladder } = link
  const plaintextBytes = Math.round(ladder.plaintextBytes * (1 + share))
  return { ...loadResult(), links: [{ ...link, ladder: { ...ladder, plaintextBytes } }] }
}

const worseOf = (baseline: Baseline, run: Result) =>
  judgeByBaseline(baseline, run)
    .comparison.rows.filter(({ worse }) => worse)
    .map(({ name }) => name)

describe('baseline', () => {
  it('calls a run not worse than itself, and keeps no absolute time', () => {
    const baseline = baselineOf(loadResult())
    const { comparison, unjudged, refusals } = judgeByBaseline(baseline, loadResult())
    expect(comparison.rows.length).toBeGreaterThan(5)
    expect(comparison.rows.filter(({ worse }) => worse)).toEqual([])
    expect({ unjudged, refusals, warnings: comparison.warnings }).toEqual({
      unjudged: [],
      refusals: [],
      warnings: [],
    })
    expect(baseline.metrics.filter(({ unit }) => /^(ms|s|µs.*)$/.test(unit))).toEqual([])
  })

  it('names what got worse, not what stays within what is allowed', () => {
    const baseline = baselineOf(loadResult())
    expect(worseOf(baseline, heavier(0.02))).toEqual([])
    const [name] = worseOf(baseline, heavier(0.1))
    expect(name).toMatch(/plaintext bytes per operation$/)
    expect(worseOf(baseline, heavier(-0.5))).toEqual([])
  })

  it('names a requirement that is no longer proven', () => {
    const { comparison } = judgeByBaseline(baselineOf(loadResult()), redResult())
    expect(comparison.noLongerProven).toContain('PWB-TTL-2')
    expect(thresholdsOf(comparison).filter(({ ok }) => !ok)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'worse than the baseline: PWB-TTL-2' }),
      ]),
    )
  })

  it('leaves unjudged what the run did not measure', () => {
    const { unjudged } = judgeByBaseline(baselineOf(loadResult()), { ...loadResult(), links: [] })
    expect(unjudged.join()).toMatch(/bytes per operation, this run did not measure it/)
  })

  it('refuses another load, and warns of another machine', () => {
    const run = loadResult()
    const faster = run.load.map((load) => ({ ...load, ratePerSecond: load.ratePerSecond * 2 }))
    const other = { ...run, load: faster, environment: { ...run.environment, node: 'v99.0.0' } }
    const { refusals, comparison } = judgeByBaseline(baselineOf(run), other)
    expect(refusals).toEqual([expect.stringMatching(/ratePerSecond is .* the baseline’s/)])
    expect(comparison.warnings).toEqual([expect.stringMatching(/node is v99.0.0, was /)])
  })

  it('takes the median of several runs, and none that is not proven', () => {
    const { metrics } = baselineOf(heavier(0), heavier(0.5), heavier(0.1))
    const bytes = metrics.find(({ metric }) => metric === 'plaintext bytes per operation')
    const middle = baselineOf(heavier(0.1)).metrics.find(({ metric }) => metric === bytes?.metric)
    expect(bytes?.value).toBe(middle?.value)
    expect(makeBaseline([loadResult(), redResult()])).toMatchObject({ ok: false })
  })

  it('names the version that it does not know', () => {
    expect(parseBaseline({ ...baselineOf(loadResult()), version: 7 })).toEqual({
      ok: false,
      problems: [expect.stringMatching(/version: found 7, this program reads 1/)],
    })
  })

  it('shows what got worse on the terminal, in the comment and on the page', () => {
    const run = heavier(0.1)
    const { comparison } = judgeByBaseline(baselineOf(loadResult()), run)
    const result: Result = { ...run, baseline: comparison }
    const told = formatConsole(result, { colour: false, files: [] }).replaceAll(/\s+/g, ' ')
    expect(told).toMatch(/worse: .*plaintext bytes per operation: \S+ → \S+ bytes, allowed/)
    expect(renderComment(result)).toMatch(/Worse than the baseline[^]*plaintext bytes/)
    expect(renderPage(result)).toMatch(/Is it worse than before\?/)
  })
})
