import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { createAuthority } from '../../target/pki.ts'
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
  readonly startedInMs: number
  /** Ends it and removes its folder. */
  close(): Promise<void>
}

export interface SambaOptions {
  /** DNS name of the domain, lower case. */
  readonly domain: string
  /** A loopback address that no other controller has: Samba's ports cannot be chosen. */
  readonly address: `127.0.0.${number}`
  /** Which TLS versions it takes, as GnuTLS writes it; absent: 1.2 and 1.3. */
  readonly tlsPriority?: string
}

/** Samba's ports are fixed. */
const LDAPS_PORT = 636
const START_LIMIT_MS = 60_000
const POLL_MS = 50

const headOf = (domain: string) => `DC=${domain.split('.').join(',DC=')}`

/** The account's password as LDIF, as a directory takes it: UTF-16 in quotation marks. */
const passwordLdif = (dn: string, password: string) =>
  `dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${Buffer.from(`"${password}"`, 'utf16le').toString('base64')}\n\n`

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

/** Provisions and starts a domain controller, on LDAPS with a certificate of its own authority. */
export async function startSamba({
  domain,
  address,
  tlsPriority = 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3',
}: SambaOptions): Promise<SambaController> {
  const startedAt = performance.now()
  const within = await mkdtemp(join(tmpdir(), 'wbt-samba-'))
  const folder = join(within, 'dc')
  const servername = `dc1.${domain}`
  const head = headOf(domain)
  const logins = {
    administrator: { user: `tests-admin@${domain}`, password: newPassword() },
    service: { user: `svc-writeback@${domain}`, password: newPassword() },
  }
  const children: ChildProcess[] = []
  const close = async () => {
    for (const child of children) await kill(child)
    await rm(within, { recursive: true, force: true })
  }
  try {
    const [netbios = ''] = domain.toUpperCase().split('.')
    execFileSync(
      'bash',
      [join(import.meta.dirname, 'provision.sh'), folder, address, domain, netbios, tlsPriority],
      {
        input: [
          passwordLdif(`CN=tests-admin,CN=Users,${head}`, logins.administrator.password),
          passwordLdif(`CN=svc-writeback,CN=Users,${head}`, logins.service.password),
        ].join(''),
        stdio: ['pipe', 'inherit', 'inherit'],
      },
    )
    const authority = await createAuthority(join(within, 'pki'))
    const { certFile, keyFile, caFile } = await authority.issue('dc1', servername)
    await mkdir(join(folder, 'tls'), { mode: 0o700, recursive: true })
    await copyFile(certFile, join(folder, 'tls', 'cert.pem'))
    await copyFile(keyFile, join(folder, 'tls', 'key.pem'))
    await copyFile(caFile, join(folder, 'tls', 'ca.pem'))
    const log = openSync(join(folder, 'out.log'), 'a', 0o600)
    const samba = ['samba', '-F', '--no-process-group', '--model=single']
    const child = spawn(
      'setpriv',
      ['--pdeathsig', 'KILL', ...samba, '-s', join(folder, 'dc.conf')],
      { stdio: ['ignore', log, log] },
    )
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
      startedInMs: performance.now() - startedAt,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
