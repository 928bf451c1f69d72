import { readFileSync } from 'node:fs'
import { Attribute, type BerWriter, Change, Client, Control } from 'ldapts'
import type { Edge } from '../../contract/edge.ts'
import { denyPasswordChange } from './security-descriptor.ts'

/** An entry to make in a directory; values in the order given. The password is set in the same add. */
export interface SeedEntry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly password?: string
}

const encodePassword = (password: string) => Buffer.from(`"${password}"`, 'utf16le')

const attributesOf = ({ attributes, password }: SeedEntry): Attribute[] => {
  const plain = Object.entries(attributes).map(
    ([type, values]) => new Attribute({ type, values: [...values] }),
  )
  if (password === undefined) return plain
  return [
    ...plain,
    new Attribute({ type: 'unicodePwd', values: [encodePassword(password)] }),
    new Attribute({ type: 'userAccountControl', values: ['512'] }),
  ]
}

const DESCRIPTOR = 'nTSecurityDescriptor'

/** SD flags: of a security descriptor, the access-control list alone (MS-ADTS 3.1.1.3.4.1.11). */
class AccessControlListOnly extends Control {
  constructor() {
    super('1.2.840.113556.1.4.801', { critical: true })
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from('3003020104', 'hex'), 0x04)
  }
}

async function denyChange(client: Client, dn: string) {
  const controls = [new AccessControlListOnly()]
  const options = { scope: 'base' as const, attributes: [DESCRIPTOR] }
  // ldapts compares names letter by letter; a directory answers in letters of its own.
  const explicitBufferAttributes = [DESCRIPTOR, DESCRIPTOR.toUpperCase(), DESCRIPTOR.toLowerCase()]
  const { searchEntries } = await client.search(
    dn,
    { ...options, explicitBufferAttributes },
    controls,
  )
  const [, found] =
    Object.entries(searchEntries[0] ?? {}).find(
      ([name]) => name.toLowerCase() === DESCRIPTOR.toLowerCase(),
    ) ?? []
  if (!Buffer.isBuffer(found)) throw new RangeError(`${dn}: no ${DESCRIPTOR} to be read`)
  const modification = new Attribute({ type: DESCRIPTOR, values: [denyPasswordChange(found)] })
  await client.modify(dn, new Change({ operation: 'replace', modification }), controls)
}

/** Makes and removes entries over LDAPS, the same way in any directory (ldapts). */
export interface DirectorySeed {
  /** Adds in order where one entry lies in another; entries of one call otherwise side by side. */
  add(entries: readonly SeedEntry[]): Promise<void>
  modify(dn: string, changes: Readonly<Record<string, readonly string[]>>): Promise<void>
  addMember(groupDn: string, memberDn: string): Promise<void>
  /** "User cannot change password": only a reset sets one from now on (PWB-POL-11). */
  denyPasswordChange(dn: string): Promise<void>
  remove(dn: string): Promise<void>
  close(): Promise<void>
}

export interface SeedOptions {
  readonly edge: Edge
  readonly user: string
  readonly password: string
  readonly connections: number
  readonly timeoutMs: number
}

export async function openDirectorySeed(options: SeedOptions): Promise<DirectorySeed> {
  const { edge, user, password, connections, timeoutMs } = options
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client({
        url: `ldaps://${edge.host}:${edge.port}`,
        timeout: timeoutMs,
        connectTimeout: timeoutMs,
        tlsOptions: { ca: [readFileSync(edge.caFile)], servername: edge.servername },
      })
      await client.bind(user, password)
      return client
    }),
  )
  const first = clients[0]
  if (first === undefined) throw new RangeError('connections must be at least 1')

  /** Each client takes the next entry when it is free. */
  async function addAll(entries: readonly SeedEntry[]) {
    let next = 0
    const work = async (client: Client) => {
      for (let entry = entries[next++]; entry !== undefined; entry = entries[next++]) {
        await client.add(entry.dn, attributesOf(entry))
      }
    }
    await Promise.all(clients.map(work))
  }

  return {
    async add(entries) {
      // Containers before what lies in them, groups after their members.
      const stage = (objectClass: string) =>
        entries.filter((entry) => entry.attributes['objectClass']?.includes(objectClass))
      const containers = stage('organizationalUnit')
      const groups = stage('group')
      for (const container of containers) await first.add(container.dn, attributesOf(container))
      await addAll(entries.filter((e) => !containers.includes(e) && !groups.includes(e)))
      for (const group of groups) await first.add(group.dn, attributesOf(group))
    },
    async modify(dn, changes) {
      const list = Object.entries(changes).map(
        ([type, values]) =>
          new Change({
            operation: 'replace',
            modification: new Attribute({ type, values: [...values] }),
          }),
      )
      await first.modify(dn, list)
    },
    addMember: (groupDn, memberDn) =>
      first.modify(
        groupDn,
        new Change({
          operation: 'add',
          modification: new Attribute({ type: 'member', values: [memberDn] }),
        }),
      ),
    denyPasswordChange: (dn) => denyChange(first, dn),
    remove: (dn) => first.del(dn),
    async close() {
      await Promise.all(clients.map((client) => client.unbind().catch(() => undefined)))
    },
  }
}
