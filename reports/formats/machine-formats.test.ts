import { HistogramLogReader, listTags } from 'hdr-histogram-js'
import papaparse from 'papaparse'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { greenResult, HOSTILE, loadResult, redResult } from '../fixtures/results.ts'
import { withoutSteering } from '../model/steering.ts'
import { FORMATS } from './index.ts'

const WHOLE = loadResult()
const [LOAD] = WHOLE.load
const RESPONSE = LOAD?.histograms[0]
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

describe('.hlog', () => {
  const log = FORMATS.hlog.render(WHOLE)

  it('gives HdrHistogram’s reader every histogram by its tag, values in microseconds', () => {
    expect(listTags(log).filter((tag) => tag !== 'NO TAG')).toEqual([
      'reset_storm.response.storm.all',
      'reset_storm.service.storm.all',
      'reset_storm.lag.storm.all',
    ])
    const reader = new HistogramLogReader(log)
    const read = [0, 1, 2, 3].map(() => reader.nextIntervalHistogram())
    expect(read.map((each) => each?.totalCount)).toEqual([1_000, 1_000, 1_000, 1_000])
    expect(read[0]?.getValueAtPercentile(99)).toBe(RESPONSE?.percentilesUs['p99'])
    expect(reader.nextIntervalHistogram()).toBeNull()
  })

  it('has a line without a tag, and its greatest value in milliseconds', () => {
    const [untagged] = linesOf(log).filter((line) => /^\d/.test(line))
    expect(untagged).toBeDefined()
    expect(Number(untagged?.split(',')[2])).toBeCloseTo((RESPONSE?.maxUs ?? 0) / 1_000, 0)
  })
})

it('.hgrm: percentiles in milliseconds with the count of all values', () => {
  const text = FORMATS.hgrm.render(WHOLE)
  expect(text).toMatch(/Value +Percentile +TotalCount/)
  expect(text).toMatch(/Total count += +1000\]/)
  const median = linesOf(text).find((line) => / 0\.500000000000 /.test(line))
  expect(Number(median?.trim().split(/\s+/)[0])).toBeCloseTo(
    (RESPONSE?.percentilesUs['p50'] ?? 0) / 1_000,
    1,
  )
  expect(FORMATS.hgrm.render(greenResult())).toBe('')
})

describe('OpenMetrics', () => {
  const SAMPLE =
    /^(?<name>[a-z_]+)\{(?<labels>(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\} (?<value>[\d.e+-]+)$/

  it('tells each family once before its samples, and ends', () => {
    const lines = linesOf(FORMATS.openmetrics.render(WHOLE))
    expect(lines.at(-1)).toBe('# EOF')
    let family = ''
    const strays = lines.slice(0, -1).filter((line) => {
      const told = /^# TYPE (\S+) /.exec(line)?.[1]
      if (told !== undefined) family = told
      if (line.startsWith('#')) return false
      return SAMPLE.exec(line)?.groups?.['name']?.startsWith(family) !== true
    })
    expect(strays).toEqual([])
    expect(family).not.toBe('')
  })

  it('has buckets that count up to the count of all', () => {
    const buckets = linesOf(FORMATS.openmetrics.render(WHOLE))
      .filter((line) => /_bucket\{.*metric="response"/.test(line))
      .map((line) => Number(SAMPLE.exec(line)?.groups?.['value']))
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b))
    expect(buckets.at(-1)).toBe(1_000)
    // The law of the fixture: 11 ms and 0.7 ms ÷ (1 − u), so 20 ms is reached by 1 − 0.7 ÷ 9.
    expect(buckets[2]).toBeCloseTo(1_000 * (1 - 0.7 / 9), -1)
  })

  it('keeps a name of a target inside its label', () => {
    const load = WHOLE.load.map((each) => ({ ...each, scenario: 'a"} 1\nx{b="\\' }))
    const samples = linesOf(FORMATS.openmetrics.render({ ...WHOLE, load })).filter(
      (line) => !line.startsWith('#'),
    )
    expect(samples.length).toBeGreaterThan(10)
    expect(samples.filter((line) => !SAMPLE.test(line))).toEqual([])
  })
})

describe('points', () => {
  const k6 = z.discriminatedUnion('type', [
    z.object({
      type: z.literal('Metric'),
      metric: z.string(),
      data: z.object({ type: z.string() }),
    }),
    z.object({
      type: z.literal('Point'),
      metric: z.string(),
      data: z.object({
        time: z.iso.datetime(),
        value: z.number(),
        tags: z.record(z.string(), z.string()),
      }),
    }),
  ])

  it('are lines of k6’s JSON, each metric told before its points', () => {
    const lines = linesOf(FORMATS.points.render(WHOLE)).map((line) => k6.parse(JSON.parse(line)))
    const told = lines.flatMap((line) => (line.type === 'Metric' ? [line.metric] : []))
    const points = lines.flatMap((line) => (line.type === 'Point' ? [line] : []))
    expect(lines.findLastIndex(({ type }) => type === 'Metric')).toBe(told.length - 1)
    expect(points.filter(({ metric }) => !told.includes(metric))).toEqual([])
    const completed = points
      .filter(({ metric }) => metric === 'operations_completed')
      .reduce((sum, { data }) => sum + data.value, 0)
    expect(completed).toBe(LOAD?.intervals.reduce((sum, each) => sum + each.completed, 0))
  })

  it('are the same as a table', () => {
    const { data, errors } = papaparse.parse<Record<string, string>>(FORMATS.csv.render(WHOLE), {
      header: true,
      skipEmptyLines: true,
    })
    expect(errors).toEqual([])
    const points = linesOf(FORMATS.points.render(WHOLE)).filter((line) => line.includes('"Point"'))
    expect(data).toHaveLength(points.length)
    expect(data[0]).toMatchObject({ metric_name: 'operations_planned', metric_value: '44' })
  })
})

it('github-action-benchmark: names, units and numbers of which less is better', () => {
  const entry = z.strictObject({
    name: z.string().min(1),
    unit: z.string(),
    value: z.number(),
    range: z.string().regex(/^± /).optional(),
    extra: z.string(),
  })
  const entries = z.array(entry).parse(JSON.parse(FORMATS['action-benchmark'].render(WHOLE)))
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length)
  expect(entries.find(({ name }) => name.endsWith('response p99'))?.range).toBeDefined()
})

it('summary: verdict, tally and metrics', () => {
  expect(JSON.parse(FORMATS.summary.render(redResult()))).toMatchObject({
    schema: 'writeback-summary',
    version: 1,
    exit: { code: 1 },
    requirements: { pass: 5, fail: 2, 'not-proven': 1, asked: 8 },
    failed: ['PWB-POL-4', 'PWB-TTL-2'],
  })
})

describe('comment', () => {
  it('answers first, then what stands in the way', () => {
    const lines = linesOf(FORMATS.comment.render(redResult()))
    expect(lines[0]).toBe('### Password writeback: safe to ship? No')
    expect(lines.join('\n')).toMatch(/\| ✗ fail \| PWB-TTL-2 \|.*applied-after-expiry/)
    expect(lines.join('\n')).not.toMatch(/PWB-OPS-3/)
  })

  it('says of a part of a gate that it is a part', () => {
    const part = { ...loadResult(), command: 'gate --only PWB-BW-2' }
    expect(FORMATS.comment.render(part)).toMatch(/Yes, as far as this run asked/)
  })

  it('shows what a target answered, and obeys nothing of it', () => {
    const [first, ...rest] = redResult().requirements
    const reason = `${HOSTILE} @everyone https://example.test ![x](y) | **b**`
    const requirements =
      first === undefined ? rest : [{ ...first, verdict: 'error' as const, reason }, ...rest]
    const text = FORMATS.comment.render({ ...redResult(), requirements })
    expect(text).not.toMatch(/<script|@everyone|https:\/\/|!\[x\]|\*\*b\*\*/)
    expect(linesOf(text).map(withoutSteering)).toEqual(linesOf(text))
  })
})
