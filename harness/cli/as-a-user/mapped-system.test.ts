import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { isValid } from '../../../reports/model/load-figures.ts'
import { readOnlyResult, resultIn, runCommand } from './testing.ts'
import { CONTAINER, openTheirSystem, OWNER, type TheirSystem } from './their-system.ts'

const result = z.looseObject({
  requirements: z.array(
    z.looseObject({ id: z.string(), verdict: z.string(), reason: z.string().optional() }),
  ),
})

const started: TheirSystem[] = []
const theirs = () => started[0] ?? expect.fail('no system')

beforeAll(async () => {
  started.push(await openTheirSystem())
})

afterAll(() => Promise.all(started.map((system) => system.close())))

const scenario = (...lines: readonly string[]) =>
  [
    'version: 1',
    'title: pages',
    'population: { people: 60 }',
    'phases:',
    '  - { name: storm, duration: 4 s, arrivals: { kind: uniform, ratePerSecond: 5 } }',
    ...lines,
  ].join('\n')

/** `load` by a scenario with these lines. */
async function loadThere(target: string, ...lines: readonly string[]) {
  const out = await mkdtemp(join(theirs().folder, 'load-'))
  const file = join(theirs().folder, 'pages.yaml')
  await writeFile(file, scenario(...lines))
  const argv = ['load', '--target', target, ...OWNER, '--scenario', file, '--out', out]
  return { out, ...(await runCommand(argv)) }
}

it('a system that runs elsewhere is judged by its pages and its directory alone', async () => {
  const out = join(theirs().folder, 'out')
  const only = ['PWB-OPS-3', 'PWB-OPS-5', 'PWB-FLOW-5'].flatMap((id) => ['--only', id])
  const argv = ['conform', '--target', theirs().file, ...OWNER, ...only, '--out', out]
  const ran = await runCommand(argv)
  const { requirements } = result.parse(await readOnlyResult(out))
  expect(requirements.map(({ id, verdict, reason }) => ({ id, verdict, reason }))).toEqual([
    { id: 'PWB-OPS-3', verdict: 'pass', reason: undefined },
    {
      id: 'PWB-OPS-5',
      verdict: 'not-proven',
      reason: 'portal: its mapping says nothing of administratorReset',
    },
    { id: 'PWB-FLOW-5', verdict: 'pass', reason: undefined },
  ])
  expect(ran.code).toBe(3)
})

it('a storm is sent to its pages, and its accounts are read back in its directory', async () => {
  const { out, code, stdout } = await loadThere(
    theirs().file,
    'refusals: { too-short: 20, unknown-user: 10 }',
  )
  const { load, links } = await resultIn(out)
  const [only] = load
  expect(only?.ledger).toMatchObject({ planned: 20, sent: 20, unknown: 0, lost: 0 })
  expect(only?.expectations).toMatchObject({ met: 20, wrongRefusal: 0, wrongAcceptance: 0 })
  expect(only?.finalBinds?.asAcknowledged).toBe(only?.finalBinds?.accounts)
  expect(only?.finalBinds?.accounts).toBeGreaterThan(10)
  // By the time that their directory tells.
  expect(only?.applied).toEqual({ twice: 0, late: 0, shown: [] })
  expect([links, only?.heartbeats]).toEqual([[], null])
  expect(stdout).toMatch(/60 people, those needed made there/)
  expect(code).toBe(load.every(isValid) ? 0 : 5)
})

it('a storm that its pages cannot be given is refused whole, exit 2, nothing made', async () => {
  const { code, stderr } = await loadThere(
    theirs().file,
    'operations: { change: 1, unlock: 1, administrator-reset: 2 }',
    'refusals: { locked: 40, disabled: 40 }',
    'idleTenants: 2',
    'compression: 2',
    'disturbances: [{ kind: link-cut, at: 1 s, for: 1 s }]',
  )
  expect(stderr.match(/^.*(give|leave|mapping|brought).*$/gm)).toHaveLength(8)
  expect(stderr).toMatch(/operations: change: the mapping says nothing of change/)
  expect(code).toBe(2)
})

it('a search that its pages cannot be given is refused whole, exit 2', async () => {
  const held = ['--threshold', 'bytes per operation < 900', '--at-most', '100']
  const argv = ['search', '--target', theirs().file, ...OWNER, ...held]
  const { code, stderr } = await runCommand([...argv, '--by', 'administrator'])
  expect(stderr).toMatch(/--by: operations: administrator-reset: the mapping says nothing/)
  expect(stderr).toMatch(/--threshold: no link of it is watched/)
  expect(code).toBe(2)
  const own = ['search', '--target', theirs().directory, ...OWNER, '--population', 'people.ldif']
  const refused = await runCommand(own)
  expect(refused.stderr).toMatch(/--population: people are made there for the run/)
  expect(refused.code).toBe(2)
})

it.each(['file', 'directory'] as const)(
  'what is no scenario file is not sent there, exit 2 (%s)',
  async (file) => {
    const argv = ['load', '--target', theirs()[file], ...OWNER, '--scenario', 'ceiling']
    const { code, stderr } = await runCommand(argv)
    expect(stderr).toMatch(/scenario files and searches alone/)
    expect(code).toBe(2)
  },
)

it('a storm of a portal and an agent of the run’s own is sent to their directory', async () => {
  // Whose clock is an hour ahead: no write is late for that.
  await theirs().stage.system.time.step(3_600_000)
  const { out, code } = await loadThere(
    theirs().directory,
    'operations: { self-service-reset: 2, change: 1, administrator-reset: 1, unlock: 1 }',
    'refusals: { wrong-old-password: 10 }',
  )
  const { load, links } = await resultIn(out)
  const [only] = load
  expect(only?.expectations).toMatchObject({ met: 20, wrongRefusal: 0, wrongAcceptance: 0 })
  expect(only?.finalBinds?.asAcknowledged).toBe(only?.finalBinds?.accounts)
  expect(only?.applied).toEqual({ twice: 0, late: 0, shown: [] })
  expect(links).toHaveLength(1)
  expect(code).toBe(load.every(isValid) ? 0 : 5)
})

it('states of accounts that only the owner may bring about are refused there, exit 2', async () => {
  const { code, stderr } = await loadThere(theirs().directory, 'refusals: { protected: 50 }')
  expect(stderr).toMatch(/refusals: protected: in somebody’s directory no account is brought/)
  expect(code).toBe(2)
})

it('nothing of all that is left in its directory', async () => {
  const { stage } = theirs()
  await expect(stage.seed.remove(CONTAINER)).resolves.toBeUndefined()
})
