import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { createAuthority } from '../../target/pki.ts'
import type { Installation } from './installation.ts'
import { newPassword, writeSecretFile } from '../../target/secrets.ts'

/** A domain controller of this run's own. */
export interface SambaController {
  readonly domain: string
  /** Where a run may make accounts. */
  readonly container: string
  readonly host: string
  readonly port: number
  readonly servername: string
  readonly caFile: string
  /** What a target file names, mode 0600. */
  readonly credentialsFile: string
  /** Who may do anything in the domain. */
  readonly domainAdministrator: { readonly user: string; readonly password: string }
  /** Whom the agent works as. */
  readonly service: { readonly user: string; readonly password: string }
  readonly startedInMs: number
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

export interface SambaOptions {
  /** DNS name of the domain, lower case. */
  readonly domain: string
  readonly installation: Installation
  /** Which TLS versions it takes, as GnuTLS writes it; absent: 1.2 and 1.3. */
  readonly tlsPriority?: string
}

/** The dying parent takes its child with it: no interrupt, and no crash, leaves a controller behind. */
const DIES_TOO = ['setpriv', '--pdeathsig', 'KILL'] as const

/** Samba's ports are fixed. */
const LDAPS_PORT = 636
const MODERN_TLS = 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3'
const START_LIMIT_MS = 60_000
const POLL_MS = 50

const headOf = (domain: string) => `DC=${domain.split('.').join(',DC=')}`

/** The account's password as LDIF, as a directory takes it: UTF-16 in quotation marks. */
const passwordLdif = (dn: string, password: string) =>
  `dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${Buffer.from(`"${password}"`, 'utf16le').toString('base64')}\n\n`

const isFree = async (host: string) => {
  const server = createServer()
  const free = await Promise.race([
    once(server.listen(LDAPS_PORT, host), 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false)
  server.close()
  return free
}

/** A loopback address that no other controller has: Samba's ports cannot be chosen. */
async function freeAddress(): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const host = `127.${randomInt(64, 128)}.${randomInt(1, 255)}.${randomInt(1, 255)}`
    if (await isFree(host)) return host
  }
  throw new Error(`no loopback address has port ${LDAPS_PORT} free; binding it needs root`)
}

async function answers(host: string, servername: string, ca: string): Promise<boolean> {
  const socket = connect({ host, port: LDAPS_PORT, servername, ca })
  const up = await Promise.race([
    once(socket, 'secureConnect').then(
      () => true,
      () => false,
    ),
    sleep(2_000, false, { ref: false }),
  ])
  socket.destroy()
  return up
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null

async function kill(child: ChildProcess) {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

async function ready(child: ChildProcess, host: string, servername: string, folder: string) {
  const ca = await readFile(join(folder, 'tls', 'ca.pem'), 'utf8')
  const until = performance.now() + START_LIMIT_MS
  while (!(await answers(host, servername, ca))) {
    const ended = hasEnded(child)
    if (ended || performance.now() > until) {
      const log = await readFile(join(folder, 'out.log'), 'utf8')
      const how = ended ? 'it ended' : `not ready after ${START_LIMIT_MS / 1_000} s`
      throw new Error(`Samba did not start: ${how}; the end of its log:\n${log.slice(-2_000)}`)
    }
    await sleep(POLL_MS)
  }
}

/** Makes the domain; what the script says of a failure is the error's text. */
async function provision([program, ...argv]: readonly [string, ...string[]], input: string) {
  const child = spawn(program, argv, { stdio: ['pipe', 'ignore', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code === 0) return
  const text = Buffer.concat(said).toString().trim()
  throw new Error(`the domain was not made (exit ${code}; it needs root): ${text}`)
}

/** Provisions and starts a domain controller, on LDAPS with a certificate of its own authority. */
export async function startSamba(options: SambaOptions): Promise<SambaController> {
  const { domain, installation, tlsPriority = MODERN_TLS } = options
  const startedAt = performance.now()
  const address = await freeAddress()
  const within = await mkdtemp(join(installation.temporary, 'wbt-samba-'))
  const folder = join(within, 'dc')
  const seen = (path: string) => path.slice(installation.root.length)
  const servername = `dc1.${domain}`
  const head = headOf(domain)
  const logins = {
    administrator: { user: `tests-admin@${domain}`, password: newPassword() },
    service: { user: `svc-writeback@${domain}`, password: newPassword() },
  }
  const domainAdministrator = { user: `Administrator@${domain}`, password: newPassword() }
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children) await kill(child)
    await rm(within, { recursive: true, force: true })
  }
  try {
    const script = join(within, 'provision.sh')
    await copyFile(join(import.meta.dirname, 'provision.sh'), script)
    const [netbios = ''] = domain.toUpperCase().split('.')
    const given = [seen(folder), address, domain, netbios, tlsPriority]
    await provision(
      installation.command(['bash', seen(script), ...given]),
      [
        passwordLdif(`CN=Administrator,CN=Users,${head}`, domainAdministrator.password),
        passwordLdif(`CN=tests-admin,CN=Users,${head}`, logins.administrator.password),
        passwordLdif(`CN=svc-writeback,CN=Users,${head}`, logins.service.password),
      ].join(''),
    )
    const authority = await createAuthority(join(within, 'pki'))
    const { certFile, keyFile, caFile } = await authority.issue('dc1', servername)
    await mkdir(join(folder, 'tls'), { mode: 0o700, recursive: true })
    await copyFile(certFile, join(folder, 'tls', 'cert.pem'))
    await copyFile(keyFile, join(folder, 'tls', 'key.pem'))
    await copyFile(caFile, join(folder, 'tls', 'ca.pem'))
    const log = openSync(join(folder, 'out.log'), 'a', 0o600)
    const samba = ['samba', '-F', '--no-process-group', '--model=single']
    const [program, ...argv] = [
      ...DIES_TOO,
      ...installation.command([...samba, '-s', seen(join(folder, 'dc.conf'))]),
    ] as const
    const child = spawn(program, argv, { stdio: ['ignore', log, log] })
    children.push(child)
    closeSync(log)
    await once(child, 'spawn')
    await ready(child, address, servername, folder)
    const credentialsFile = join(within, 'directory.json')
    await writeSecretFile(credentialsFile, logins)
    return {
      domain,
      container: `OU=Writeback Tests,${head}`,
      host: address,
      port: LDAPS_PORT,
      servername,
      caFile,
      credentialsFile,
      domainAdministrator,
      service: logins.service,
      startedInMs: performance.now() - startedAt,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
