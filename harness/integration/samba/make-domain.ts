import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Installation, PROVISION_SCRIPT } from './installation.ts'

/** Samba's ports are fixed. */
export const LDAPS_PORT = 636
const MODERN_TLS = 'NORMAL:-VERS-ALL:+VERS-TLS1.2:+VERS-TLS1.3'

/** A domain that is provisioned and that nobody serves yet. */
export interface MadeDomain {
  /** DNS name, lower case. */
  readonly domain: string
  readonly installation: Installation
  /** Its loopback address, which no other controller had a moment ago. */
  readonly address: string
  /** Of its own, in which all of it lies. */
  readonly folder: string
}

export interface DomainOptions {
  /** DNS name of the domain, lower case. */
  readonly domain: string
  readonly installation: Installation
  /** Which TLS versions it takes, as GnuTLS writes it; absent: 1.2 and 1.3. */
  readonly tlsPriority?: string
  /** Below which the service account may reset passwords; absent: the container for a run's accounts. */
  readonly delegated?: string
}

/** `corp.test` as `DC=corp,DC=test`. */
export const headOf = (domain: string): string => `DC=${domain.split('.').join(',DC=')}`

/** Where a run may make accounts. */
export const containerOf = (domain: string): string => `OU=Writeback Tests,${headOf(domain)}`

/** The controller's own files, and as Samba sees them. */
export const controllerFolder = ({ folder }: MadeDomain): string => join(folder, 'dc')
export const seenBy = ({ root }: Installation, path: string): string => path.slice(root.length)

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

/** Runs a program of an installation; what it says of a failure is the error's text. */
export async function runIn(
  installation: Installation,
  argv: readonly string[],
  { input = '', doing }: { input?: string; doing: string },
): Promise<void> {
  const [program, ...rest] = installation.command(argv)
  const child = spawn(program, rest, { stdio: ['pipe', 'ignore', 'pipe'] })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  child.stdin.end(input)
  const [code] = await once(child, 'close')
  if (code === 0) return
  const text = Buffer.concat(said).toString().trim()
  throw new Error(`${doing} failed (exit ${code}; it needs root): ${text}`)
}

/** Provisions a domain; takes some seconds. */
export async function makeDomain(options: DomainOptions): Promise<MadeDomain> {
  const { domain, installation, tlsPriority = MODERN_TLS } = options
  const folder = await mkdtemp(join(installation.temporary, 'wbt-samba-'))
  const made: MadeDomain = { domain, installation, address: await freeAddress(), folder }
  try {
    const script = join(folder, 'provision.sh')
    await copyFile(PROVISION_SCRIPT, script)
    const [netbios = ''] = domain.toUpperCase().split('.')
    const seen = (path: string) => seenBy(installation, path)
    const given = [seen(controllerFolder(made)), made.address, domain, netbios, tlsPriority]
    const { delegated = containerOf(domain) } = options
    await runIn(installation, ['bash', seen(script), ...given, delegated], {
      doing: `making the domain ${domain}`,
    })
    return made
  } catch (error) {
    await removeDomain(made)
    throw error
  }
}

/** Removes what is left of it, once nobody serves it. */
export const removeDomain = ({ folder }: MadeDomain): Promise<void> =>
  rm(folder, { recursive: true, force: true })
