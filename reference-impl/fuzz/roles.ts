import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Edge } from '../../harness/contract/edge.ts'
import { makeCertificate } from './certificate.ts'
import { type Child, spawnRole } from './role-child.ts'

/** Who the inputs come from, where a role lets nobody else in; made for one run. */
export const CLIENT = {
  tenant: 'north',
  username: 'north-agent',
  password: randomBytes(16).toString('hex'),
} as const

const SERVERNAME = 'role.fuzz.test'
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

export const ROLES = ['relay', 'directory', 'portal'] as const
export type FuzzedRole = (typeof ROLES)[number]

export interface RunningRoles {
  readonly ca: Buffer
  readonly servername: string
  readonly children: Readonly<Record<FuzzedRole, Child>>
  stop(): Promise<void>
}

const login = (username: string) => ({ username, password: randomBytes(16).toString('hex') })
const account = (user: string) => ({ user, password: `Aa1!${randomBytes(16).toString('hex')}` })
const verifierOf = ({ username, password }: { username: string; password: string }) => ({
  username,
  verifier: sha256(password),
})

/** Configuration and secrets of each role; the portal's relay is the relay started before it. */
function startsOf(manager: ReturnType<typeof login>) {
  return {
    relay: {
      config: {},
      secrets: {
        managementVerifier: verifierOf(manager),
        tenants: {
          [CLIENT.tenant]: { agent: verifierOf(CLIENT), portal: verifierOf(login('north-portal')) },
        },
      },
    },
    directory: {
      config: {},
      secrets: {
        administrator: account('administrator@corp.test'),
        service: account('svc-writeback@corp.test'),
      },
    },
    portal: {
      config: {
        issuer: { issuer: 'https://issuer.test', audience: 'portal', jwks: { keys: [] } },
        tenants: [{ tenant: CLIENT.tenant }],
      },
      secrets: {
        relayManagement: manager,
        synchronisationVerifiers: { [CLIENT.tenant]: sha256(CLIENT.password) },
      },
    },
  } as const
}

/** Starts relay, directory and portal, a process each, by the control verbs. */
export async function startRoles(): Promise<RunningRoles> {
  const folder = await mkdtemp(join(tmpdir(), 'writeback-fuzz-'))
  const tls = await makeCertificate(folder, SERVERNAME)
  const starts = startsOf(login('management'))
  const edges: Record<string, Edge> = {}

  async function startOne(role: FuzzedRole): Promise<Child> {
    const secretsFile = join(folder, `${role}.json`)
    const { config, secrets } = starts[role]
    await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
    const child = spawnRole(role)
    const listen = { host: '127.0.0.1' }
    await child.start({ role, edges, listen, advertise: {}, tls, config, secretsFile })
    return child
  }

  const started: Child[] = []
  const stop = async () => {
    await Promise.all(started.map((child) => child.stop()))
    await rm(folder, { recursive: true, force: true })
  }
  const keep = (child: Child) => {
    started.push(child)
    return child
  }
  try {
    const relay = keep(await startOne('relay'))
    const edge = {
      host: '127.0.0.1',
      port: relay.port(),
      servername: SERVERNAME,
      caFile: tls.caFile,
    }
    Object.assign(edges, { relay: edge, relayManagement: edge })
    const directory = keep(await startOne('directory'))
    const portal = keep(await startOne('portal'))
    const children = { relay, directory, portal }
    return { ca: await readFile(tls.caFile), servername: SERVERNAME, children, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
