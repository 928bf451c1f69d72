import { describe, expect, it } from 'vitest'
import { passedRequirements } from '../../../reports/fixtures/base.ts'
import { decide } from '../../../reports/model/verdict.ts'
import type { RequirementResult } from '../../../reports/model/result.ts'
import { applyWaivers } from './apply.ts'
import { staleWaivers, waiverProblems } from './check.ts'
import { parseWaivers } from './parse.ts'
import type { Waiver } from './waiver.ts'

const FILE = `# known failures
waivers:
  - requirement: PWB-NET-1
    finding: listening
    reason: the debugger's port, closed with release 4
    owner: operations
    expires: 2027-01-31
    catalogue: 1
`
const read = (text: string) => {
  const parsed = parseWaivers(text, 'w.yaml')
  return parsed.ok ? parsed.waivers : parsed.problems
}
const waivers = (): readonly Waiver[] => {
  const parsed = parseWaivers(FILE, 'w.yaml')
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.waivers
}
const RULES = {
  declared: [{ id: 'PWB-NET-1', findings: { listening: 'l', other: 'o' } }],
  catalogueVersion: 1,
  today: '2027-01-31',
} as const
const changed = (changes: Partial<Waiver>) => waivers().map((each) => ({ ...each, ...changes }))

const result = (
  verdict: RequirementResult['verdict'],
  ...codes: readonly string[]
): RequirementResult => {
  const [any] = passedRequirements()
  if (any === undefined) throw new Error('the fixture is empty')
  const findings = codes.map((code) => ({ code, meaning: 'm', expected: 'e', observed: 'o' }))
  return { ...any, id: 'PWB-NET-1', verdict, findings }
}

describe('a waivers file', () => {
  it('says where each entry stands', () => {
    expect(waivers().map(({ where, finding }) => [where, finding])).toEqual([
      ['w.yaml:3', 'listening'],
    ])
  })

  it.each([
    ['text that is not YAML', 'waivers: [', [/^w\.yaml:1: not YAML: /]],
    ['nothing', '', [/^w\.yaml:1: \(whole file\): /]],
    [
      'every problem with its line',
      FILE.replace('operations', '""')
        .replace('2027-01-31', 'soon')
        .replace('catalogue', 'catalog'),
      [
        /^w\.yaml:6: waivers\.0\.owner: /,
        /^w\.yaml:7: waivers\.0\.expires: /,
        /^w\.yaml:3: waivers\.0\.catalogue: /,
        /^w\.yaml:3: waivers\.0: .*catalog/,
      ],
    ],
    ['a key twice', `${FILE}    owner: me\n`, [/^w\.yaml:9: not YAML: Map keys must be unique/]],
    ['an alias to nothing', 'waivers: *other', [/^w\.yaml:1: not YAML: /]],
  ] as const)('tells %s', (_, text, expected) => {
    const problems = read(text)
    expect(problems).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern)
  })
})

describe('before a run', () => {
  it.each([
    ['holds on its last day', waivers(), []],
    ['has expired', changed({ expires: '2027-01-30' }), [/expired on 2027-01-30/]],
    ['is of other words', changed({ catalogue: 2 }), [/is of catalogue 2, this is 1/]],
    ['names no requirement', changed({ requirement: 'PWB-X-1' }), [/PWB-X-1 is judged by no/]],
    ['names no finding', changed({ finding: 'x' }), [/no finding x; it has listening, other/]],
    ['stands twice', [...waivers(), ...waivers()], [/waived already at w\.yaml:3/]],
  ] as const)('a waiver %s', (_, given, expected) => {
    const problems = waiverProblems(given, RULES)
    expect(problems).toHaveLength(expected.length)
    for (const [index, pattern] of expected.entries()) expect(problems[index]).toMatch(pattern)
  })
})

describe('after a run', () => {
  it.each([
    ['failed so', result('fail', 'listening'), false],
    ['failed otherwise', result('fail', 'other'), true],
    ['passed', result('pass'), true],
    ['does not apply', result('not-applicable'), true],
    ['is not proven', result('not-proven'), false],
    ['could not be judged', result('error'), false],
    ['was not asked for', { ...result('pass'), id: 'PWB-NET-2' }, false],
  ] as const)('a waiver of what %s', (_, judged, stale) => {
    expect(staleWaivers(waivers(), [judged])).toHaveLength(stale ? 1 : 0)
  })

  it.each([
    ['each finding', ['listening'], 0],
    ['one of two findings', ['listening', 'other'], 1],
    ['another finding', ['other'], 1],
    ['no finding at all', [], 1],
  ] as const)('a failure of which %s is waived', (_, codes, code) => {
    const passed = { ...result('pass'), id: 'PWB-NET-2' }
    const requirements = [passed, applyWaivers(result('fail', ...codes), waivers())]
    const decision = decide({ requirements, load: [] })
    expect(decision.code).toBe(code)
    expect(decision.reason).toMatch(code === 0 ? /failed and waived: PWB-NET-1/ : /NET-1 fails/)
    expect(decision.reason).not.toMatch(/fails \(listening/)
  })
})
