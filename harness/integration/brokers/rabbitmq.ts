import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { chmod, chown, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Edge } from '../../contract/edge.ts'
import { createAuthority } from '../../target/trust/pki.ts'
import { writeSecretFile } from '../../target/trust/secrets.ts'
import { kill, untilReady } from '../server-process.ts'
import { type BrokerTenant, definitionsOf, newTenants, type Setup } from './definitions.ts'
import type { Installation } from './installation.ts'

export const SERVERNAME = 'broker.writeback.test'

/** The addresses of RabbitMQ's queues as the roles' configuration takes them; it cannot tell who is there. */
export const ADDRESSES = {
  sendRequests: '/exchange/to.{tenant}.requests/{tenant}.requests',
  receiveRequests: '/amq/queue/{tenant}.requests',
  sendResults: '/exchange/to.{tenant}.results/{tenant}.results',
  receiveResults: '/amq/queue/{tenant}.results',
  presence: null,
  deadRequests: '/amq/queue/{tenant}.dead',
} as const

/** A broker of this run's own. */
export interface Broker {
  readonly name: string
  readonly edge: Edge
  readonly tenants: Readonly<Record<string, BrokerTenant>>
  /** What a target file names: the tenants' credentials, mode 0600. */
  readonly credentialsFile: string
  readonly pid: number
  readonly startedInMs: number
  /** Kills it and removes its folder. */
  close(): Promise<void>
}

export interface BrokerOptions {
  readonly tenants: readonly string[]
  /** Above it a message is refused. */
  readonly maxMessageBytes?: number
  readonly setup?: Setup
}

const DEFAULT_MAX_MESSAGE_BYTES = 65_536

/** A port that nobody listened on a moment ago: RabbitMQ cannot be told to let the system choose. */
async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : freePort()
}

const configuration = (seen: string, port: number, maxMessageBytes: number) => `listeners.tcp = none
listeners.ssl.1 = 127.0.0.1:${port}
ssl_options.cacertfile = ${seen}/ca.pem
ssl_options.certfile = ${seen}/broker.pem
ssl_options.keyfile = ${seen}/broker.key
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2
auth_mechanisms.1 = PLAIN
load_definitions = ${seen}/definitions.json
max_message_size = ${maxMessageBytes}
heartbeat = 60
log.console = true
log.file = false
`

interface Folder {
  /** As this process sees it, and as the broker does. */
  readonly path: string
  readonly seen: string
}

async function makeFolder({ root, owner }: Installation): Promise<Folder> {
  const within = root === '' ? tmpdir() : join(root, 'tmp')
  await mkdir(within, { recursive: true })
  const path = await mkdtemp(join(within, 'wbt-broker-'))
  for (const name of ['home', 'mnesia', 'log']) await mkdir(join(path, name), { mode: 0o700 })
  if (owner !== undefined) {
    for (const name of ['.', 'home', 'mnesia', 'log']) {
      await chown(join(path, name), owner.uid, owner.gid)
    }
  }
  return { path, seen: path.slice(root.length) }
}

/** Certificates, configuration and definitions, readable by the broker only. */
async function fill(
  { path, seen }: Folder,
  { owner, plugins }: Installation,
  port: number,
  tenants: Readonly<Record<string, BrokerTenant>>,
  { maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES, setup }: BrokerOptions,
) {
  const pki = join(path, 'pki')
  const authority = await createAuthority(pki)
  const { certFile, keyFile, caFile } = await authority.issue('broker', SERVERNAME)
  const own = (name: string) => join(path, name)
  await copyFile(certFile, own('broker.pem'))
  await copyFile(keyFile, own('broker.key'))
  await copyFile(caFile, own('ca.pem'))
  await writeFile(own('rabbitmq.conf'), configuration(seen, port, maxMessageBytes))
  await writeFile(own('advanced.config'), '[].\n')
  await writeFile(own('enabled_plugins'), `[${plugins.join(',')}].\n`)
  await writeSecretFile(own('definitions.json'), definitionsOf(tenants, setup))
  for (const name of [
    'broker.pem',
    'broker.key',
    'ca.pem',
    'rabbitmq.conf',
    'advanced.config',
    'enabled_plugins',
    'definitions.json',
  ]) {
    await chmod(own(name), 0o600)
    if (owner !== undefined) await chown(own(name), owner.uid, owner.gid)
  }
  return own('ca.pem')
}

const environment = (seen: string, ports: { port: number; dist: number; epmd: number }) => ({
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: `${seen}/home`,
  // The start script then becomes the broker, so that its process id is the broker's.
  detached: '1',
  RABBITMQ_CONF_ENV_FILE: '/dev/null',
  RABBITMQ_NODENAME: `wbt${ports.port}@localhost`,
  RABBITMQ_CONFIG_FILE: `${seen}/rabbitmq.conf`,
  RABBITMQ_ADVANCED_CONFIG_FILE: `${seen}/advanced.config`,
  RABBITMQ_ENABLED_PLUGINS_FILE: `${seen}/enabled_plugins`,
  RABBITMQ_MNESIA_BASE: `${seen}/mnesia`,
  RABBITMQ_LOG_BASE: `${seen}/log`,
  RABBITMQ_PID_FILE: `${seen}/log/pid`,
  ERL_CRASH_DUMP: `${seen}/log/erl_crash.dump`,
  RABBITMQ_DIST_PORT: `${ports.dist}`,
  ERL_EPMD_PORT: `${ports.epmd}`,
  ERL_EPMD_ADDRESS: '127.0.0.1',
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2',
})

/** Starts a broker with these tenants on ports of its own, on loopback, over TLS only. */
export async function startRabbitmq(
  installation: Installation,
  options: BrokerOptions,
): Promise<Broker> {
  const startedAt = performance.now()
  const ports = { port: await freePort(), dist: await freePort(), epmd: await freePort() }
  const folder = await makeFolder(installation)
  const tenants = newTenants(options.tenants)
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children.toReversed()) await kill(child)
    await rm(folder.path, { recursive: true, force: true })
  }
  try {
    const caFile = await fill(folder, installation, ports.port, tenants, options)
    const logFile = join(folder.path, 'broker.log')
    const log = openSync(logFile, 'a', 0o600)
    const run = (...argv: string[]) => {
      const [program, ...rest] = installation.command(argv)
      const env = environment(folder.seen, ports)
      const child = spawn(program, rest, { cwd: folder.path, env, stdio: ['ignore', log, log] })
      children.push(child)
      return child
    }
    // Else the broker starts one that outlives it.
    run('epmd', '-port', `${ports.epmd}`, '-address', '127.0.0.1')
    const child = run(installation.server)
    closeSync(log)
    await once(child, 'spawn')
    // The listener opens after the definitions were read.
    const edge = { host: '127.0.0.1', port: ports.port, servername: SERVERNAME, caFile }
    await untilReady(child, edge, logFile)
    const credentialsFile = join(folder.path, 'relay.json')
    await writeSecretFile(credentialsFile, { tenants })
    return {
      name: installation.name,
      edge,
      tenants,
      credentialsFile,
      pid: z.int().parse(child.pid),
      startedInMs: performance.now() - startedAt,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
