import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readTap } from '../fixtures/read-tap.ts'
import { type Element, readXml } from '../fixtures/read-xml.ts'
import { greenResult, mixedResult } from '../fixtures/results.ts'
import { requirementResult } from '../model/result.ts'
import { decide } from '../model/verdict.ts'
import { shipWords } from '../model/words.ts'
import { formatConsole } from './console.ts'
import { closingLine, openingLine, renderJsonLines, requirementLine } from './jsonl.ts'
import { FORMATS } from './index.ts'

const MIXED = mixedResult()
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')
const ids = MIXED.requirements.map(({ id }) => id)

describe('JSON lines', () => {
  const lines = linesOf(FORMATS.jsonl.render(MIXED)).map((line): unknown => JSON.parse(line))

  it('hold each requirement whole, between a first and a last line', () => {
    expect(lines[0]).toMatchObject({ type: 'start', schema: 'writeback-lines', version: 1 })
    const line = requirementResult.extend({ type: z.literal('requirement'), waived: z.boolean() })
    const judged = lines.slice(1, -1).map((each) => line.parse(each))
    expect(judged.map(({ id }) => id)).toEqual(ids)
    expect(judged.filter(({ waived }) => waived).map(({ id }) => id)).toEqual(['PWB-BW-2'])
  })

  it('end with the verdict and how many there are, so that a cut-off run is seen', () => {
    expect(lines.at(-1)).toMatchObject({
      type: 'end',
      judged: ids.length,
      requirements: { pass: 2, fail: 2, waived: 1, error: 1, 'not-proven': 1 },
      exit: { code: 5 },
    })
  })

  it('are the same told one by one', () => {
    const live = [openingLine(MIXED), ...MIXED.requirements.map(requirementLine)]
    expect([...live, closingLine(MIXED)].join('')).toBe(renderJsonLines(MIXED))
  })
})

describe('TAP 14', () => {
  it('has a point for each requirement, TODO and SKIP where it does not decide', () => {
    const { points, last } = readTap(FORMATS.tap.render(MIXED))
    expect(points.map(({ start, id, directive }) => `${start} ${id} ${directive}`.trim())).toEqual([
      'ok PWB-OPS-3',
      'ok PWB-FLOW-1 SKIP',
      'not ok PWB-POL-4 TODO',
      'not ok PWB-MSG-3',
      'not ok PWB-BW-2 TODO',
      'not ok PWB-TTL-1',
      'not ok PWB-TTL-2',
      'ok PWB-NET-1',
      'not ok verdict',
    ])
    expect(points.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(last).toBe(9)
    const why = { verdict: 'fail', findings: [{ code: 'applied-after-expiry' }, {}] }
    expect(points[6]?.why).toMatchObject(why)
  })

  it('ends with the verdict of the whole run', () => {
    const { points } = readTap(FORMATS.tap.render(greenResult()))
    expect(points.filter(({ start }) => start !== 'ok')).toEqual([])
    expect(points.at(-1)?.id).toBe('verdict')
  })
})

/** The rules of the schemas that JUnit readers use, strictest of each: order of children, attributes. */
const RULES: Readonly<Record<string, { children: RegExp; attributes: readonly string[] }>> = {
  testsuites: { children: /^(testsuite )+$/, attributes: [] },
  testsuite: {
    children: /^properties (testcase )+system-out system-err $/,
    attributes: 'id name package timestamp hostname tests failures errors skipped time'.split(' '),
  },
  testcase: {
    children: /^(failure |error |skipped )?$/,
    attributes: ['name', 'classname', 'time'],
  },
  failure: { children: /^$/, attributes: ['message', 'type'] },
  error: { children: /^$/, attributes: ['message', 'type'] },
  skipped: { children: /^$/, attributes: ['message'] },
  properties: { children: /^$/, attributes: [] },
  'system-out': { children: /^$/, attributes: [] },
  'system-err': { children: /^$/, attributes: [] },
}
const VALUES: Readonly<Record<string, RegExp>> = {
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/,
  time: /^\d+\.\d{3}$/,
  tests: /^\d+$/,
  failures: /^\d+$/,
  errors: /^\d+$/,
  skipped: /^\d+$/,
  name: /\S/,
  type: /\S/,
  message: /\S/,
}

function brokenRules({ name, attributes, children }: Element): string[] {
  const rule = RULES[name]
  if (rule === undefined) return [`${name}: unknown element`]
  const order = children.map((child) => `${child.name} `).join('')
  const values = Object.entries(attributes).filter(([key, value]) => !VALUES[key]?.test(value))
  const wrong = values.filter(([key]) => VALUES[key] !== undefined)
  return [
    ...(rule.children.test(order) ? [] : [`${name}: children ${order}`]),
    ...(Object.keys(attributes).join() === rule.attributes.join() ? [] : [`${name}: attributes`]),
    ...wrong.map(([key, value]) => `${name}: ${key}=${value}`),
    ...children.flatMap(brokenRules),
  ]
}

describe('JUnit XML', () => {
  const root = readXml(FORMATS.junit.render(MIXED))
  const cases = root.children.flatMap(({ children }) =>
    children.filter(({ name }) => name === 'testcase'),
  )

  it('keeps the rules of the schemas that readers use', () => {
    expect(brokenRules(root)).toEqual([])
    expect(brokenRules(readXml(FORMATS.junit.render(greenResult())))).toEqual([])
  })

  it('names each case by its id, and says how it ended', () => {
    const told = cases.map(({ attributes, children }) =>
      [attributes['name'], ...children.map(({ name }) => name)].join(' '),
    )
    expect(told).toEqual([
      'PWB-OPS-3',
      'PWB-FLOW-1 skipped',
      'PWB-POL-4 skipped',
      'PWB-MSG-3 error',
      'PWB-BW-2 skipped',
      'PWB-TTL-1 error',
      'PWB-TTL-2 failure',
      'PWB-NET-1',
      'verdict error',
    ])
  })

  it('counts what it holds, suite by suite', () => {
    for (const { attributes, children } of root.children) {
      const held = (name: string) =>
        children.filter((each) => each.children.some((ending) => ending.name === name)).length
      const tests = children.filter(({ name }) => name === 'testcase').length
      expect(attributes).toMatchObject({
        tests: String(tests),
        failures: String(held('failure')),
        errors: String(held('error')),
        skipped: String(held('skipped')),
      })
    }
    expect(new Set(root.children.map(({ attributes }) => attributes['id'])).size).toBe(
      root.children.length,
    )
  })

  it('tells a finding in full, as text', () => {
    const [failure] =
      cases.find(({ attributes }) => attributes['name'] === 'PWB-TTL-2')?.children ?? []
    expect(failure?.attributes['message']).toBe('agent: applied-after-expiry, old-refused')
    expect(failure?.text).toContain('observed <script>alert(1)</script> & "quoted" \u{fffd}[31m')
  })
})

describe('Markdown', () => {
  const text = FORMATS.markdown.render(MIXED)

  it('tells what needs attention in full before the table of all', () => {
    const [open = '', all = ''] = text.split('<details>')
    expect(linesOf(open).filter((line) => line.startsWith('####'))).toEqual([
      '#### ! PWB-TTL-1 error (MUST, relay)',
      '#### ✗ PWB-TTL-2 fail (MUST, agent)',
      '#### ✗ PWB-POL-4 fail (SHOULD, directory)',
      '#### ? PWB-MSG-3 not proven (MUST, agent)',
      '#### ~ PWB-BW-2 fail, waived (MUST, system)',
    ])
    expect(open).toContain('- `applied-after-expiry`: a request was applied')
    expect(open).toContain('  - waived until 2027-01-31 by operations: the link is replaced')
    expect(linesOf(all).filter((line) => /^\| . [a-z, ]+ \| PWB-/.test(line))).toHaveLength(8)
  })

  it('lets no answer of a part become markup', () => {
    expect(text).not.toMatch(/<script|(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
  })
})

describe('a waived failure is shown as such', () => {
  it.each([
    ['html', /fail, waived/],
    ['html', /waived until 2027-01-31 by operations: the link is replaced/],
    ['comment', /~ fail, waived \| PWB-BW-2 .*waived until 2027-01-31/],
    ['summary', /"waived": \[\n\s*"PWB-BW-2"/],
    ['openmetrics', /verdict="waived"\} 1/],
    ['jsonl', /"id":"PWB-BW-2".*"waived":true/],
    ['junit', /PWB-BW-2.*<skipped message="waived until 2027-01-31 by operations/],
    ['markdown', /~ PWB-BW-2 fail, waived/],
    ['tap', /PWB-BW-2 .* # TODO waived until 2027-01-31 by operations/],
  ] as const)('in %s: %s', async (format, pattern) => {
    expect(await FORMATS[format].render(MIXED)).toMatch(pattern)
  })

  it('at the terminal', () => {
    const text = formatConsole(MIXED, { colour: false, files: [] })
    expect(text).toMatch(/1 failed and waived/)
    expect(text).toMatch(/~ PWB-BW-2/)
    expect(text).toMatch(/waived until 2027-01-31 by operations: the link is replaced/)
  })

  it('does not ship without a word', () => {
    const waived = MIXED.requirements.filter(({ id }) => id === 'PWB-BW-2')
    const requirements = [...greenResult().requirements, ...waived]
    const exit = decide({ requirements, load: [] })
    expect(shipWords({ exit, command: 'gate', requirements })).toBe('Yes, but for what is waived')
  })
})
