import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseResult } from '../../../reports/model/parse.ts'
import { readOnlyResult } from '../testing.ts'
import { installTarball, packTarball, runScript, type Tarball } from './tarball.ts'

/** What only our own tests and tools use. */
const NOT_FOR_A_GATE =
  /\.test\.|\.ts$|\.map$|(^|\/)(browser|fixtures|fuzz|independent|testing|vectors)\/.*\.(js|json|pem)$/
const LARGEST_BYTES = 30_000_000
const OURS_AT_MOST = 1_000

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
    'npx writeback gate --only PWB-OPS-3 --only PWB-MSG --only PWB-BW-2 --rate 10 --duration 5'
  const { code, output } = await runScript(gate, { cwd: app })
  expect(code, output).toBe(0)
  expect(output).toMatch(/^PROVEN \(exit 0\)/m)
  const parsed = parseResult(await readOnlyResult(join(app, 'reports', 'runs')))
  expect(parsed).toMatchObject({ ok: true })
})
