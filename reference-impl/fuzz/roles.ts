import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Edge, RoleName } from '../../harness/contract/edge.ts'
import type { ReplyOf } from '../../harness/contract/control.ts'
import type { SealingKeys } from '../protocol/message.ts'
import { manageRelay, type RelayManagement } from '../protocol/relay-management.ts'
import { makeCertificate } from './certificate.ts'
import { createIssuer, enableTenant } from './enable.ts'
import { MANAGER, SERVED } from './identities.ts'
import { type Child, spawnRole } from './role-child.ts'
import { startsOf } from './starts.ts'

const SERVERNAME = 'role.fuzz.test'

export interface RunningRoles {
  readonly ca: Buffer
  readonly servername: string
  readonly children: Readonly<Record<RoleName, Child>>
  /** What portal and agent share for `SERVED`. */
  readonly keys: SealingKeys
  /** Tells what the relay counted. */
  readonly management: Pick<RelayManagement, 'readTenant'>
  stop(): Promise<void>
}

/** Starts relay, directory, portal and agent, a process each, by the control verbs, and enables `SERVED`. */
export async function startRoles(): Promise<RunningRoles> {
  const folder = await mkdtemp(join(tmpdir(), 'writeback-fuzz-'))
  const tls = await makeCertificate(folder, SERVERNAME)
  const issuer = await createIssuer()
  const starts = startsOf(folder, issuer.config)
  const edges: Record<string, Edge> = {}
  const started: Child[] = []
  let management: RelayManagement | undefined

  const edgeOf = (child: Child): Edge => ({
    host: '127.0.0.1',
    port: child.port(),
    servername: SERVERNAME,
    caFile: tls.caFile,
  })

  async function startOne(role: RoleName): Promise<{ child: Child; reply: ReplyOf<'start'> }> {
    const secretsFile = join(folder, `${role}.json`)
    const { config, secrets } = starts[role]
    await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
    const child = spawnRole(role)
    started.push(child)
    const listen = { host: '127.0.0.1' }
    const reply = await child.start({
      role,
      edges,
      listen,
      advertise: edges,
      tls,
      config,
      secretsFile,
    })
    return { child, reply }
  }

  const stop = async () => {
    await management?.close()
    for (const child of started.toReversed()) await child.stop()
    await rm(folder, { recursive: true, force: true })
  }

  try {
    const { child: relay } = await startOne('relay')
    Object.assign(edges, { relay: edgeOf(relay), relayManagement: edgeOf(relay) })
    const { child: directory } = await startOne('directory')
    const { child: portal } = await startOne('portal')
    Object.assign(edges, { directory: edgeOf(directory), portal: edgeOf(portal) })
    const { child: agent, reply } = await startOne('agent')
    const { tenant } = SERVED
    const keys = await enableTenant(reply, tenant, await issuer.administratorOf(tenant))
    management = manageRelay({ edge: edgeOf(relay), ...MANAGER })
    const children = { relay, directory, portal, agent }
    const ca = await readFile(tls.caFile)
    return { ca, servername: SERVERNAME, children, keys, management, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
