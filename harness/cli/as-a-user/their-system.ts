import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { organizationalUnit } from '../../target/accounts.ts'
import { openFormPortal } from '../../target/portal/form-portal-kit.ts'
import { packageRoot } from '../../target/processes/role-process.ts'
import { openStage, type Stage } from '../../target/stage.ts'
import { startSystem } from '../../target/system.ts'
import { loadPlan } from '../run/load-plans.ts'

const TENANT = 'theirs'
export const CONTAINER = 'OU=Writeback Tests,DC=corp,DC=test'
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

/** A system that runs elsewhere, as far as the program knows: pages before the reference, and its directory. */
export interface TheirSystem {
  readonly folder: string
  /** A target file of all that runs elsewhere, and one of its directory alone. */
  readonly file: string
  readonly directory: string
  readonly stage: Stage
  close(): Promise<void>
}

/** What the program is told to be let in there. */
export const OWNER = ['--i-own-this-directory', 'corp.test'] as const

export async function openTheirSystem(): Promise<TheirSystem> {
  const closing: (() => Promise<unknown>)[] = []
  const folder = await mkdtemp(join(tmpdir(), 'wbt-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const plan = { ...loadPlan({ faults: [] }, TENANT, CONTAINER), name: 'theirs', runDir: folder }
  const system = await startSystem(plan)
  closing.push(system.close)
  const stage = await openStage(system)
  closing.push(stage.close)
  await stage.addEntries([organizationalUnit(CONTAINER)])
  await stage.synchronise(TENANT, [])
  await stage.enable(TENANT)
  const portal = await openFormPortal(await system.authority.issue('form', NAME), behind(stage))
  closing.push(portal.close)
  const preparation = await openPreparation(stage)
  closing.push(preparation.close)
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
  const directoryFile = join(folder, 'directory.yaml')
  await writeFile(directoryFile, `version: 1\nslots:\n${theirs}`)
  const file = join(folder, 'target.yaml')
  await writeFile(
    file,
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
  return {
    folder,
    file,
    directory: directoryFile,
    stage,
    async close() {
      for (const close of closing.toReversed()) await close()
    },
  }
}
