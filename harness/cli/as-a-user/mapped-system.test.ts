import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { isValid } from '../../../reports/model/load-figures.ts'
import { organizationalUnit } from '../../target/accounts.ts'
import { openFormPortal } from '../../target/portal/form-portal-kit.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { openStage, type Stage } from '../../target/stage.ts'
import { startSystem } from '../../target/system.ts'
import { loadPlan } from '../run/load-plans.ts'
import { readOnlyResult, resultIn, runCommand } from './testing.ts'

const TENANT = 'theirs'
const CONTAINER = 'OU=Writeback Tests,DC=corp,DC=test'
const NAME = 'passwords.example.test'
const MAPPING = join(packageRoot, 'harness', 'target', 'examples', 'form-portal.yaml')

/** Hands the accounts that it is told on to the system that runs elsewhere, and waits until they are known there. */
const PREPARE = `
let text = ''
for await (const chunk of process.stdin) text += chunk
const reply = await fetch('http://127.0.0.1:' + process.argv[2], { method: 'POST', body: text })
process.exit(reply.status === 200 ? 0 : 1)
`

const prepared = z.array(
  z.strictObject({ user: z.string(), dn: z.string(), totpSecret: z.string() }),
)
const result = z.looseObject({
  requirements: z.array(
    z.looseObject({ id: z.string(), verdict: z.string(), reason: z.string().optional() }),
  ),
})

interface Started {
  folder: string
  /** A target file of all that runs elsewhere, and one of its directory alone. */
  file: string
  directory: string
  stage?: Stage
  readonly close: (() => Promise<unknown>)[]
}
const started: Started = { folder: '', file: '', directory: '', close: [] }

/** A person's way through the contract's portal, behind pages of another one. */
function behind({ portal }: Stage) {
  const sessions = new Map<string, string>()
  return {
    async begin(user: string) {
      const { body, code } = await portal.startSession(user)
      if (typeof body['sessionId'] !== 'string') return code === 'user-unknown' ? 'unknown' : 'down'
      sessions.set(user, body['sessionId'])
      return 'known'
    },
    pass: async (user: string, code: string) =>
      (await portal.passGate(sessions.get(user) ?? '', code)).status === 200,
    async set(user: string, password: string) {
      const { code } = await portal.setPassword(sessions.get(user) ?? '', password)
      if (code === 'changed' || code === 'policy') return code
      return 'protected'
    },
  } as const
}

/** What is told to the program that prepares accounts: synchronised and enrolled. */
async function openPreparation(stage: Stage) {
  const server = createServer((request, reply) => {
    const work = async () => {
      const chunks: string[] = []
      for await (const chunk of request) chunks.push(String(chunk))
      await stage.synchronise(TENANT, prepared.parse(JSON.parse(chunks.join(''))))
      return 200
    }
    void work()
      .catch(() => 500)
      .then((status) => reply.writeHead(status).end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const close = async () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: address.port, close }
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  started.folder = folder
  started.close.push(() => rm(folder, { recursive: true, force: true }))
  const plan = { ...loadPlan({ faults: [] }, TENANT, CONTAINER), name: 'theirs', runDir: folder }
  const system = await startSystem(plan)
  started.close.push(system.close)
  const stage = await openStage(system)
  started.stage = stage
  started.close.push(stage.close)
  await stage.addEntries([organizationalUnit(CONTAINER)])
  await stage.synchronise(TENANT, [])
  await stage.enable(TENANT)
  const portal = await openFormPortal(await system.authority.issue('form', NAME), behind(stage))
  started.close.push(portal.close)
  const preparation = await openPreparation(stage)
  started.close.push(preparation.close)
  const program = join(folder, 'prepare.mjs')
  await writeFile(program, PREPARE)
  const { directory } = system.edges
  const { caFile } = system.authority
  const theirs = `  directory:
    url: ldaps://${directory.host}:${directory.port}
    servername: ${directory.servername}
    caFile: ${caFile}
    credentialsFile: ${join(folder, 'theirs', 'directory-secrets.json')}
    domain: corp.test
    container: ${CONTAINER}
`
  started.directory = join(folder, 'directory.yaml')
  await writeFile(started.directory, `version: 1\nslots:\n${theirs}`)
  started.file = join(folder, 'target.yaml')
  await writeFile(
    started.file,
    `version: 1
slots:
  portal:
    url: https://127.0.0.1:${portal.port}
    servername: ${NAME}
    caFile: ${caFile}
    mapping: ${MAPPING}
    prepare: { argv: ${JSON.stringify([process.execPath, program, String(preparation.port)])} }
  relay: elsewhere
  agent: elsewhere
${theirs}`,
  )
})

afterAll(async () => {
  for (const close of started.close.toReversed()) await close()
})

const OWNER = ['--i-own-this-directory', 'corp.test']

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
  const out = await mkdtemp(join(started.folder, 'load-'))
  const file = join(started.folder, 'pages.yaml')
  await writeFile(file, scenario(...lines))
  const argv = ['load', '--target', target, ...OWNER, '--scenario', file, '--out', out]
  return { out, ...(await runCommand(argv)) }
}

it('a system that runs elsewhere is judged by its pages and its directory alone', async () => {
  const out = join(started.folder, 'out')
  const only = ['PWB-OPS-3', 'PWB-OPS-5', 'PWB-FLOW-5'].flatMap((id) => ['--only', id])
  const argv = ['conform', '--target', started.file, ...OWNER, ...only, '--out', out]
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
    started.file,
    'refusals: { too-short: 20, unknown-user: 10 }',
  )
  const { load, links } = await resultIn(out)
  const [only] = load
  expect(only?.ledger).toMatchObject({ planned: 20, sent: 20, unknown: 0, lost: 0 })
  expect(only?.expectations).toMatchObject({ met: 20, wrongRefusal: 0, wrongAcceptance: 0 })
  expect(only?.finalBinds?.asAcknowledged).toBe(only?.finalBinds?.accounts)
  expect(only?.finalBinds?.accounts).toBeGreaterThan(10)
  // Its clock is not this machine's.
  expect(only?.applied).toEqual({ twice: 0, late: null, shown: [] })
  expect([links, only?.heartbeats]).toEqual([[], null])
  expect(stdout).toMatch(/60 people made there/)
  expect(code).toBe(load.every(isValid) ? 0 : 5)
})

it('a storm that its pages cannot be given is refused whole, exit 2, nothing made', async () => {
  const { code, stderr } = await loadThere(
    started.file,
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

it('a storm of a portal and an agent of the run’s own is sent to their directory', async () => {
  const { out, code } = await loadThere(
    started.directory,
    'operations: { self-service-reset: 2, change: 1, administrator-reset: 1, unlock: 1 }',
    'refusals: { wrong-old-password: 10 }',
  )
  const { load, links } = await resultIn(out)
  const [only] = load
  expect(only?.expectations).toMatchObject({ met: 20, wrongRefusal: 0, wrongAcceptance: 0 })
  expect(only?.finalBinds?.asAcknowledged).toBe(only?.finalBinds?.accounts)
  expect(only?.applied).toEqual({ twice: 0, late: null, shown: [] })
  expect(links).toHaveLength(1)
  expect(code).toBe(load.every(isValid) ? 0 : 5)
})

it('states of accounts that only the owner may bring about are refused there, exit 2', async () => {
  const { code, stderr } = await loadThere(started.directory, 'refusals: { protected: 50 }')
  expect(stderr).toMatch(/refusals: protected: in somebody’s directory no account is brought/)
  expect(code).toBe(2)
})

it('nothing of all that is left in its directory', async () => {
  const { stage = expect.fail('no system') } = started
  await expect(stage.seed.remove(CONTAINER)).resolves.toBeUndefined()
})
