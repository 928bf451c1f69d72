import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Edge } from '../../contract/edge.ts'
import type { Identity } from '../../target/trust/pki.ts'
import { DIES_TOO, kill, untilReady } from '../server-process.ts'
import {
  controllerFolder,
  headOf,
  LDAPS_PORT,
  type MadeDomain,
  runIn,
  seenBy,
} from './make-domain.ts'

export interface Serving {
  /** Of its one controller, `dc1.<domain>`. */
  readonly identity: Identity
  /** Account name in `CN=Users` → password. */
  readonly passwords: Readonly<Record<string, string>>
}

/** A controller that answers. */
export interface Served {
  readonly edge: Edge
  readonly pid: number
  /** Ends it; its domain stays. */
  stop(): Promise<void>
}

/** The account's password as LDIF, as a directory takes it: UTF-16 in quotation marks. */
const passwordLdif = (dn: string, password: string) =>
  `dn: ${dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${Buffer.from(`"${password}"`, 'utf16le').toString('base64')}\n\n`

/** They go in over standard input: they stand in no argument and in no file of text. */
const setPasswords = (made: MadeDomain, passwords: Serving['passwords']) => {
  const { domain, installation } = made
  const database = join(seenBy(installation, controllerFolder(made)), 'private', 'sam.ldb')
  const input = Object.entries(passwords)
    .map(([name, password]) => passwordLdif(`CN=${name},CN=Users,${headOf(domain)}`, password))
    .join('')
  return runIn(installation, ['ldbmodify', '-H', database], {
    input,
    doing: `setting the first passwords of ${domain}`,
  })
}

/** Starts the controller of a domain, on LDAPS with this certificate; it dies with whoever started it. */
export async function serveDomain(
  made: MadeDomain,
  { identity, passwords }: Serving,
): Promise<Served> {
  const { domain, installation, address } = made
  const folder = controllerFolder(made)
  await setPasswords(made, passwords)
  await mkdir(join(folder, 'tls'), { mode: 0o700, recursive: true })
  await copyFile(identity.certFile, join(folder, 'tls', 'cert.pem'))
  await copyFile(identity.keyFile, join(folder, 'tls', 'key.pem'))
  await copyFile(identity.caFile, join(folder, 'tls', 'ca.pem'))
  const logFile = join(folder, 'out.log')
  const log = openSync(logFile, 'a', 0o600)
  const samba = ['samba', '-F', '--no-process-group', '--model=single']
  const [program, ...argv] = [
    ...DIES_TOO,
    ...installation.command([...samba, '-s', seenBy(installation, join(folder, 'dc.conf'))]),
  ] as const
  const child: ChildProcess = spawn(program, argv, { stdio: ['ignore', log, log] })
  closeSync(log)
  const { caFile } = identity
  const edge = { host: address, port: LDAPS_PORT, servername: `dc1.${domain}`, caFile }
  try {
    await once(child, 'spawn')
    await untilReady(child, edge, logFile)
  } catch (error) {
    await kill(child)
    throw error
  }
  const { pid } = child
  if (pid === undefined) throw new Error(`the controller of ${domain} has no process id`)
  return { edge, pid, stop: () => kill(child) }
}
