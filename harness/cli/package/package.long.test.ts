import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseResult } from '../../../reports/model/parse.ts'
import { readOnlyResult } from '../as-a-user/testing.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { installTarball, packTarball, runGate, runScript, type Tarball } from './tarball.ts'
import { readGateJob } from './workflow.ts'

/** What only our own tests and tools use. */
const NOT_FOR_A_GATE =
  /\.test\.|\.ts$|\.map$|(^|\/)(browser|fixtures|fuzz|independent|testing|vectors)\/.*\.(js|json|pem)$/
const LARGEST_BYTES = 30_000_000
const OURS_AT_MOST = 1_000

const EXAMPLE = join(packageRoot, 'harness', 'cli', 'examples', 'github-actions.yaml')

let folder = ''
let tarball: Tarball

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wbp-'))
  tarball = await packTarball(folder)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('holds what a gate needs, and none of our tests', () => {
  const ours = tarball.files.filter((path) => !path.startsWith('node_modules/'))
  expect(ours).toEqual(
    expect.arrayContaining([
      'README.md',
      'bench/workload/population/people-1000.ldif',
      'dist/harness/cli/main.js',
      'dist/reference-impl/main.js',
      'harness/target/ATTACH.md',
      'harness/target/examples/form-portal.yaml',
      'reports/model/result.schema.json',
    ]),
  )
  expect(ours.filter((path) => NOT_FOR_A_GATE.test(path))).toEqual([])
  expect(ours.length).toBeLessThan(OURS_AT_MOST)
  expect(tarball.sizeBytes).toBeLessThan(LARGEST_BYTES)
})

it('installs into an empty folder without a registry, and its gate ends proven there', async () => {
  const app = join(folder, 'app')
  await installTarball(tarball.path, app)
  expect(await readdir(app)).toEqual(
    expect.arrayContaining(['node_modules', 'package-lock.json', 'package.json']),
  )
  // A few requirements of each lane, and a storm that a busy machine can keep up with.
  const gate =
    'npx writeback gate --out writeback-runs --only PWB-OPS-3 --only PWB-MSG --only PWB-BW-2 --rate 10 --duration 5'
  const { code, output } = await runGate(gate, { cwd: app })
  expect(code, output).toBe(0)
  expect(output).toMatch(/^PROVEN \(exit 0\)/m)
  const parsed = parseResult(await readOnlyResult(join(app, 'writeback-runs')))
  expect(parsed).toMatchObject({ ok: true })
})

it('is used by the example of a CI job, whose file GitHub would take', async () => {
  const workflows = join(folder, 'repository', '.github', 'workflows')
  await mkdir(workflows, { recursive: true })
  await copyFile(EXAMPLE, join(workflows, 'gate.yml'))
  const validate =
    'npx --yes --offline=false @action-validator/cli@0.6.0 .github/workflows/gate.yml'
  const { code, output } = await runScript(validate, { cwd: join(folder, 'repository') })
  expect(code, output).toBe(0)
})

it('in that job, a fault fails the gate step and shows in the comment and the JUnit file', async () => {
  const job = join(folder, 'job')
  const bin = join(folder, 'bin')
  await mkdir(job)
  await mkdir(bin)
  await copyFile(tarball.path, join(job, 'writeback.tgz'))
  // In the place of GitHub’s own program: keeps what it was asked to say.
  const gh = '#!/bin/sh\necho "$@" > said; for last; do :; done; cat "$last" >> said\n'
  await writeFile(join(bin, 'gh'), gh, { mode: 0o755 })
  const context = { 'github.token': 'none', 'github.event.number': '7' }
  const { commands, kept } = readGateJob(EXAMPLE, context, {
    WRITEBACK_TARBALL: 'writeback.tgz',
    GATE_ARGUMENTS: '--only PWB-POL-1 --fault directory-ignores-length --rate 10 --duration 5',
    GITHUB_STEP_SUMMARY: join(job, 'summary.md'),
    PATH: `${bin}:${process.env['PATH']}`,
  })
  const codes: Record<string, number> = {}
  for (const { name, script, env } of commands) {
    const { code, output } = await runGate(script, { cwd: job, env })
    codes[name] = code
    if (code !== 0) process.stdout.write(output)
  }
  expect(codes).toEqual({ Install: 0, Gate: 1, Reports: 0, Comment: 0 })

  const comment = await readFile(join(job, 'said'), 'utf8')
  const junit = await readFile(join(job, 'writeback-report', 'junit.xml'), 'utf8')
  process.stdout.write(`${comment}\n${junit}\n`)
  expect(comment).toMatch(/^pr comment 7 .*\n### Password writeback: safe to ship\? No/)
  expect(comment).toContain('refusable-password-accepted')
  expect(await readFile(join(job, 'summary.md'), 'utf8')).toContain('PWB-POL-1')
  expect(junit).toMatch(/<failure [^>]*refusable-password-accepted/)
  for (const pattern of kept) {
    const { code, output } = await runScript(`shopt -s globstar; ls ${pattern}`, { cwd: job })
    expect(code, output).toBe(0)
  }
})
