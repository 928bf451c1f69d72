import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Attribute, type BerWriter, Change, Client, Control, ResultCodeError } from 'ldapts'
import { createDrivenClock, type DrivenClock } from '../clock.ts'
import { type DeviationName, switchOn } from '../faults.ts'
import type { RunningRole } from '../role.ts'
import { startDirectory } from './directory.ts'

/** What the tests of this folder share: a directory of their own, and clients of it. */
export const HEAD = 'DC=corp,DC=test'
export const STAFF = `OU=Staff,${HEAD}`
export const ADMINISTRATOR = {
  user: 'administrator@corp.test',
  password: 'Adm1n-Passw0rd!',
} as const
export const SERVICE = { user: 'svc-writeback@corp.test', password: 'Svc-Wr1teback!x' } as const
export const SERVERNAME = 'dc1.corp.test'
export const GOOD_PASSWORD = 'First-Passw0rd'

/** The Windows texts of a password that the policy refuses. */
export const RESET_REFUSED =
  '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0\n'
export const changeRefused = (hex: string): string =>
  `${hex}: AtrErr: DSID-03191083, #1:\n\t0: ${hex}: DSID-03191083, problem 1005 (CONSTRAINT_ATT_TYPE), data 0, Att 9005a (unicodePwd)\n`

interface TlsFiles {
  readonly certFile: string
  readonly keyFile: string
  readonly caFile: string
}

export interface TestDirectory {
  readonly port: number
  readonly ca: Buffer
  readonly role: RunningRole
  readonly clock: DrivenClock
  readonly administrator: Client
  readonly service: Client
  /** A connection that nobody has bound; closed at the end. */
  connect(): Client
  close(): Promise<void>
}

export interface TestOptions {
  readonly tls: TlsFiles
  readonly config?: Record<string, unknown>
  /** Added to the secrets file. */
  readonly secrets?: Record<string, unknown>
  readonly faults?: readonly DeviationName[]
  readonly firingsFile?: string
}

export async function openTestDirectory(options: TestOptions): Promise<TestDirectory> {
  const { tls, config = {}, secrets = {}, faults = [], firingsFile } = options
  const folder = await mkdtemp(join(tmpdir(), 'writeback-directory-'))
  const secretsFile = join(folder, 'secrets.json')
  const all = { administrator: ADMINISTRATOR, service: SERVICE, ...secrets }
  await writeFile(secretsFile, JSON.stringify(all), { mode: 0o600 })
  // A clock that stands still unless a test moves it.
  const clock = createDrivenClock(Date.UTC(2026, 10, 21), () => 0)
  const listen = { host: '127.0.0.1' }
  const start = {
    id: 1,
    verb: 'start',
    role: 'directory',
    edges: {},
    listen,
    advertise: {},
  } as const
  const role = await startDirectory({
    start: { ...start, tls, config, secretsFile },
    clock,
    faults: switchOn(faults, firingsFile),
  }).catch(async (error: unknown) => {
    clock.stop()
    await rm(folder, { recursive: true })
    throw error
  })
  const port = role.listening['ldaps']?.port ?? 0
  const ca = await readFile(tls.caFile)
  const clients: Client[] = []
  const connect = () => {
    const tlsOptions = { ca: [ca], servername: SERVERNAME }
    const client = new Client({ url: `ldaps://127.0.0.1:${port}`, tlsOptions, timeout: 5_000 })
    clients.push(client)
    return client
  }
  const bound = async ({ user, password }: typeof ADMINISTRATOR | typeof SERVICE) => {
    const client = connect()
    await client.bind(user, password)
    return client
  }
  const administrator = await bound(ADMINISTRATOR)
  await administrator.add(STAFF, [attribute('objectClass', 'organizationalUnit')])
  return {
    port,
    ca,
    role,
    clock,
    administrator,
    service: await bound(SERVICE),
    connect,
    async close() {
      await Promise.allSettled(clients.map((client) => client.unbind()))
      await role.stop()
      clock.stop()
      await rm(folder, { recursive: true })
    },
  }
}

export const attribute = (type: string, ...values: string[]): Attribute =>
  new Attribute({ type, values })

export const quoted = (password: string): Buffer => Buffer.from(`"${password}"`, 'utf16le')

export const change = (
  operation: 'add' | 'delete' | 'replace',
  type: string,
  ...values: (string | Buffer)[]
): Change => {
  const binary = values.map((value) => (typeof value === 'string' ? Buffer.from(value) : value))
  return new Change({ operation, modification: new Attribute({ type, values: binary }) })
}

export const reset = (password: string): Change[] => [
  change('replace', 'unicodePwd', quoted(password)),
]

export const changePassword = (old: string, next: string): Change[] => [
  change('delete', 'unicodePwd', quoted(old)),
  change('add', 'unicodePwd', quoted(next)),
]

/** Any control; its value in hex, none if empty. */
class TestControl extends Control {
  readonly #value: string

  constructor(oid: string, value: string, critical: boolean) {
    super(oid, { critical })
    this.#value = value
  }

  override writeControl(writer: BerWriter): void {
    if (this.#value !== '') writer.writeBuffer(Buffer.from(this.#value, 'hex'), 0x04)
  }
}

/** Asks for history and minimum age on a reset; `value` in hex. */
export class PolicyHints extends TestControl {
  constructor(value = '3003020101', oid = '1.2.840.113556.1.4.2239', critical = true) {
    super(oid, value, critical)
  }
}

/** Asks for names with GUID and SID before them; `value` in hex. */
export class ExtendedNames extends TestControl {
  constructor(value: string, critical = true) {
    super('1.2.840.113556.1.4.529', value, critical)
  }
}

export interface Person {
  readonly dn: string
  readonly name: string
  readonly user: string
}

/** Adds an enabled account whose password is GOOD_PASSWORD. */
export async function addPerson(
  { administrator }: TestDirectory,
  { rdn, displayName = 'Some One' }: { rdn?: string; displayName?: string } = {},
): Promise<Person> {
  const name = `u${randomUUID().slice(0, 8)}`
  const person = { dn: `CN=${rdn ?? name},${STAFF}`, name, user: `${name}@corp.test` }
  await administrator.add(person.dn, [
    attribute('objectClass', 'top', 'person', 'organizationalPerson', 'user'),
    attribute('sAMAccountName', name),
    attribute('userPrincipalName', person.user),
    attribute('displayName', displayName),
    attribute('userAccountControl', '512'),
    new Attribute({ type: 'unicodePwd', values: [quoted(GOOD_PASSWORD)] }),
  ])
  return person
}

/** How an operation ended: result code and text; 0 for success. */
export const outcome = async (
  operation: Promise<unknown>,
): Promise<{ code: number; text: string }> => {
  try {
    await operation
    return { code: 0, text: '' }
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error
    return { code: error.code, text: error.message.replace(/ Code: 0x[0-9a-f]+$/, '') }
  }
}

/** What a bind says: 0, or the code in Active Directory's text. */
export const bindData = async (
  directory: TestDirectory,
  name: string,
  password: string,
): Promise<string> => {
  const { code, text } = await outcome(directory.connect().bind(name, password))
  return code === 0
    ? '0'
    : (/AcceptSecurityContext error, data ([0-9a-f]+), v/.exec(text)?.[1] ?? text)
}
