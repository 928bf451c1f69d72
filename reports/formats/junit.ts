import type { RequirementResult, Result } from '../model/result.ts'
import { withoutSteering } from '../model/steering.ts'
import { openWords, weightOf } from '../model/weight.ts'
import { exitWords } from '../model/words.ts'

/** XML 1.0 has no sign for these, not even escaped. */
const NOT_IN_XML = /[\p{Cs}\ufffe\uffff]/gu

const escape = (text: string) =>
  withoutSteering(text)
    .replace(NOT_IN_XML, '\u{fffd}')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

type Kind = 'failure' | 'error' | 'skipped'

/** A test case as every reader wants it: at most one of failure, error, skipped inside. */
interface TestCase {
  readonly name: string
  readonly suite: string
  readonly durationMs: number
  readonly ending?: {
    readonly kind: Kind
    readonly type: string
    readonly lines: readonly string[]
  }
  readonly out: readonly string[]
}

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escape(String(value))}"`)
    .join('')

const findingLines = ({ findings }: RequirementResult) =>
  findings.flatMap(({ code, meaning, expected, observed }) => [
    `${code}: ${meaning}`,
    `  expected ${expected}`,
    `  observed ${observed}`,
  ])

/** A failure of the target is a failure; what could not be judged is an error; what does not decide is skipped. */
function endingOf(requirement: RequirementResult): Pick<TestCase, 'ending'> {
  const weight = weightOf(requirement)
  if (weight === 'good') return {}
  const { verdict, reason, findings, subject } = requirement
  const told = [...(reason === undefined ? [] : [reason]), ...findingLines(requirement)]
  if (weight === 'open') {
    return { ending: { kind: 'skipped', type: verdict, lines: [openWords(requirement), ...told] } }
  }
  if (verdict !== 'fail') return { ending: { kind: 'error', type: verdict, lines: told } }
  const codes = findings.map(({ code }) => code).join(', ')
  return { ending: { kind: 'failure', type: codes, lines: [`${subject}: ${codes}`, ...told] } }
}

const familyOf = (id: string) => id.split('-').slice(0, -1).join('-')

const caseOf = (requirement: RequirementResult): TestCase => ({
  name: requirement.id,
  suite: familyOf(requirement.id),
  durationMs: requirement.durationMs,
  ...endingOf(requirement),
  out: [
    `${requirement.id} ${requirement.title}`,
    `  ${requirement.level}, judges the ${requirement.subject}, time ${requirement.timeMode}`,
    ...requirement.evidence.map(({ instrument, saw }) => `  ${instrument}: ${saw}`),
  ],
})

/** A threshold of the scenario. */
const thresholdCase = ({
  name,
  ok,
  observed,
  limit,
}: NonNullable<Result['thresholds']>[number]): TestCase => {
  const line = `${name}: ${observed}, allowed ${limit}`
  return {
    name,
    suite: 'thresholds',
    durationMs: 0,
    ...(!ok && { ending: { kind: 'failure' as const, type: 'threshold', lines: [line] } }),
    out: [line],
  }
}

/** The verdict of the whole run: green only when the exit code is 0, whatever decided. */
function verdictCase({ exit, command }: Result): TestCase {
  const { headline } = exitWords(exit.name)
  const line = `${headline}, exit ${exit.code}: ${exit.reason}`
  const kind = exit.code === 1 ? 'failure' : 'error'
  return {
    name: 'verdict',
    suite: 'writeback',
    durationMs: 0,
    ...(exit.code !== 0 && { ending: { kind, type: exit.name, lines: [line] } }),
    out: [command, line],
  }
}

const text = (lines: readonly string[]) => lines.map(escape).join('\n')

function renderEnding({ ending }: TestCase): string {
  if (ending === undefined) return ''
  const { kind, type, lines } = ending
  const message = lines[0] ?? type
  const told = attributes(kind === 'skipped' ? { message } : { message, type })
  return `<${kind}${told}>${text(lines)}</${kind}>`
}

const seconds = (ms: number) => (ms / 1_000).toFixed(3)

const renderCase = (each: TestCase) =>
  `    <testcase${attributes({ name: each.name, classname: `writeback.${each.suite}`, time: seconds(each.durationMs) })}>${renderEnding(each)}</testcase>`

function renderSuite(name: string, id: number, cases: readonly TestCase[], startedAt: number) {
  const count = (kind: Kind) => cases.filter(({ ending }) => ending?.kind === kind).length
  const about = attributes({
    id,
    name,
    package: 'writeback',
    // Readers want a time without a zone, and a host: which one says nothing about the target.
    timestamp: new Date(startedAt).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length),
    hostname: 'localhost',
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: seconds(cases.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  })
  return [
    `  <testsuite${about}>`,
    '    <properties></properties>',
    ...cases.map(renderCase),
    `    <system-out>${text(cases.flatMap(({ out }) => out))}</system-out>`,
    '    <system-err></system-err>',
    '  </testsuite>',
  ].join('\n')
}

/** A run as JUnit XML: a suite for each family, a case for each requirement, and one for the verdict. */
export function renderJunit(result: Result): string {
  const suites = new Map<string, TestCase[]>()
  const all = [
    ...result.requirements.map(caseOf),
    ...(result.thresholds ?? []).map(thresholdCase),
    verdictCase(result),
  ]
  for (const each of all) {
    suites.set(each.suite, [...(suites.get(each.suite) ?? []), each])
  }
  const rendered = [...suites].map(([name, cases], id) =>
    renderSuite(name, id, cases, result.startedAt),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${rendered.join('\n')}\n</testsuites>\n`
}
