import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadResult, mixedResult } from '../fixtures/results.ts'
import { isWaived } from '../model/waived.ts'
import { writeRun } from '../write.ts'

const execute = promisify(execFile)
/** Debian’s own: another one on the path does not see Debian’s packages. */
const PYTHON = '/usr/bin/python3'
const HDR_JAR = '/usr/share/java/hdrhistogram.jar'
const MIXED = ['junit', 'tap', 'jsonl'] as const
const LOAD = ['openmetrics', 'hlog', 'csv', 'points', 'summary', 'action-benchmark'] as const

let folder = ''
const file = (name: string) => join(folder, name)
/** What a Python program prints, which gets the file as its argument. */
const python = async (program: string, name: string) =>
  (await execute(PYTHON, ['-c', program, file(name)])).stdout.trim()

beforeAll(async () => {
  execFileSync('bash', [fileURLToPath(new URL('install.sh', import.meta.url))])
  folder = await mkdtemp(join(tmpdir(), 'wbr-'))
  await writeRun(mixedResult(), folder, { formats: MIXED })
  await writeRun(loadResult(), folder, { formats: LOAD })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('read back by programs of others', () => {
  it('JUnit: xmllint, and junitparser with a verdict for each requirement', async () => {
    await execute('xmllint', ['--noout', file('junit.xml')])
    const program = `
import sys, json, junitparser as j
cases = [c for s in j.JUnitXml.fromfile(sys.argv[1]) for c in s if s.name != 'writeback']
print(json.dumps({c.name: [type(r).__name__ for r in c.result] for c in cases}))`
    const cases: Record<string, string[]> = JSON.parse(await python(program, 'junit.xml'))
    const { requirements } = mixedResult()
    expect(Object.keys(cases)).toHaveLength(requirements.length)
    const told = (ids: readonly { id: string }[]) => ids.flatMap(({ id }) => cases[id])
    const of = (wanted: string) => requirements.filter(({ verdict }) => verdict === wanted)
    const violations = of('fail').filter((each) => each.level === 'MUST' && !isWaived(each))
    expect(told(of('pass'))).toEqual([])
    expect(told(of('error'))).toEqual(of('error').map(() => 'Error'))
    expect(violations).not.toEqual([])
    expect(told(violations)).toEqual(violations.map(() => 'Failure'))
  })

  it('TAP: TAP::Parser finds no parse error, and as many tests', async () => {
    const program = `
use TAP::Parser; local $/; open my $f, '<', $ARGV[0]; my $text = <$f>;
# It knows versions up to 13, of which 14 is an extension.
$text =~ s/^TAP version 14/TAP version 13/; my $p = TAP::Parser->new({ tap => $text });
$p->run; print join ' ', scalar($p->parse_errors), $p->tests_run, scalar($p->failed), scalar($p->todo);`
    const { stdout } = await execute('perl', ['-e', program, file('conformance.tap')])
    const [problems, run] = stdout.split(' ').map(Number)
    expect(problems).toBe(0)
    expect(run).toBeGreaterThanOrEqual(mixedResult().requirements.length)
  })

  it('OpenMetrics: prometheus_client, with the values of the run', async () => {
    const program = `
import sys, json
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
families = list(parse(open(sys.argv[1]).read()))
print(json.dumps([[s.name, s.value] for f in families for s in f.samples]))`
    const samples: [string, number][] = JSON.parse(await python(program, 'metrics.txt'))
    expect(samples.length).toBeGreaterThan(20)
    const operations = loadResult().load[0]?.ledger.sent
    expect(samples.some(([, value]) => value === operations)).toBe(true)
  })

  it('hlog: HdrHistogram’s own log processor, with the count and maximum of the run', async () => {
    const reader = ['-cp', HDR_JAR, 'org.HdrHistogram.HistogramLogProcessor']
    const tags = (await readFile(file('latency.hlog'), 'utf8')).match(/Tag=[^,]+/g) ?? []
    const whole = tags.find((tag) => tag.includes('response')) ?? ''
    const argv = [...reader, '-i', file('latency.hlog'), '-tag', whole.replace('Tag=', '')]
    const { stdout } = await execute('java', argv)
    const response = loadResult().load[0]?.histograms.find(({ metric }) => metric === 'response')
    expect(stdout).toMatch(new RegExp(`Total count\\s*=\\s*${response?.count}\\b`))
  })

  it('CSV: every row has every column, for Python’s csv', async () => {
    const program = `
import sys, csv
rows = list(csv.DictReader(open(sys.argv[1], newline=''), restkey='MORE'))
print(len(rows), sum(1 for r in rows if None in r.values() or 'MORE' in r))`
    const [rows, bad] = (await python(program, 'points.csv')).split(' ').map(Number)
    expect(rows).toBeGreaterThan(50)
    expect(bad).toBe(0)
  })

  it.each(['points.jsonl', 'requirements.jsonl'])('%s: each line is JSON', async (name) => {
    const program = 'import sys, json; print(len([json.loads(l) for l in open(sys.argv[1])]))'
    expect(Number(await python(program, name))).toBeGreaterThan(5)
  })

  it.each(['summary.json', 'benchmark.json'])('%s: JSON', async (name) => {
    const program = 'import sys, json; print(len(json.load(open(sys.argv[1]))))'
    expect(Number(await python(program, name))).toBeGreaterThan(2)
  })

  it('each of them tells a broken file', async () => {
    await writeFile(file('broken.txt'), '# TYPE a counter\na 1\nnothing {\n')
    const parse = `
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
list(parse(open(sys.argv[1]).read()))`
    await expect(python(parse, 'broken.txt')).rejects.toThrow(/Error/)
    await expect(execute('xmllint', ['--noout', file('broken.txt')])).rejects.toThrow(
      /parser error/,
    )
  })
})
