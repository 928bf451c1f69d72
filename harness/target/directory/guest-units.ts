import { readFileSync } from 'node:fs'
import { Client, type Entry } from 'ldapts'
import { BadInput, TargetError } from '../errors.ts'
import { liesBelow, MARK, type Premises } from './premises.ts'
import type { DirectoryCredentials } from '../slots/credentials.ts'
import { directoryAt, type DirectorySlot } from '../slots/slots.ts'
import type { System } from '../system.ts'
import { domainDnOf } from '../slots/url-forms.ts'

/** What runs made in a container of somebody's directory. */
export interface GuestUnits {
  /** Makes a run's unit. */
  create(unit: string, mark: string): Promise<void>
  /** The units of runs that are there. */
  list(): Promise<readonly string[]>
  /** Removes a unit with everything in it, marked one by one; how many entries that were. */
  remove(unit: string): Promise<number>
  close(): Promise<void>
}

const TIMEOUT_MS = 15_000
const CLEAN = 'Remove it with "writeback clean"'
const PAGE = 500

const isMarked = ({ description }: Entry) =>
  [description].flat().some((value) => String(value).startsWith(MARK))

const depth = (dn: string) => dn.split(/(?<!\\),/).length
const deepestFirst = (a: Entry, b: Entry) => depth(b.dn) - depth(a.dn)

async function connect(
  { edge }: DirectorySlot,
  { administrator }: Pick<DirectoryCredentials, 'administrator'>,
) {
  const client = new Client({
    url: `ldaps://${edge.host}:${edge.port}`,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    tlsOptions: { ca: [readFileSync(edge.caFile)], servername: edge.servername },
  })
  try {
    await client.bind(administrator.user, administrator.password)
    return client
  } catch (error) {
    await client.unbind().catch(() => undefined)
    const why = error instanceof Error ? error.message : String(error)
    throw new TargetError(
      'directory',
      `the administrator of the credentials cannot bind (${why})`,
      'check url, caFile, servername and credentials of the target file',
    )
  }
}

/** Throws BadInput when the directory is not the one that the target file names, or the container is not there. */
async function requireHome(client: Client, { domain, container }: DirectorySlot) {
  const root = await client.search('', { scope: 'base', attributes: ['defaultNamingContext'] })
  const found = String(root.searchEntries[0]?.['defaultNamingContext'] ?? '')
  if (found.toLowerCase() !== domainDnOf(domain).toLowerCase()) {
    throw new BadInput([
      `slots.directory: the directory at the url is of ${found || 'no domain'}, the target file says ${domain}; nothing was written`,
    ])
  }
  const there = await client
    .search(container, { scope: 'base', attributes: ['objectClass'] })
    .then(({ searchEntries }) => searchEntries.length === 1)
    .catch(() => false)
  if (!there) {
    throw new BadInput([
      `slots.directory.container: ${container} is not there; make it, empty, for tests alone`,
    ])
  }
}

export async function openGuestUnits(
  slot: DirectorySlot,
  credentials: Pick<DirectoryCredentials, 'administrator'>,
): Promise<GuestUnits> {
  const client = await connect(slot, credentials)
  try {
    await requireHome(client, slot)
  } catch (error) {
    await client.unbind()
    throw error
  }
  const search = async (base: string, scope: 'sub' | 'one') => {
    const paged = { pageSize: PAGE }
    const attributes = ['description']
    const filter = '(objectClass=*)'
    const { searchEntries } = await client.search(base, { scope, filter, attributes, paged })
    return searchEntries
  }
  return {
    create: (unit, mark) =>
      client.add(unit, {
        objectClass: ['top', 'organizationalUnit'],
        description: mark,
      }),
    async list() {
      const children = await search(slot.container, 'one')
      return children.filter(isMarked).map(({ dn }) => dn)
    },
    async remove(unit) {
      const entries = (await search(unit, 'sub')).toSorted(deepestFirst)
      const strange = entries.filter((entry) => !isMarked(entry) || !liesBelow(entry.dn, unit))
      if (strange.length > 0 || !liesBelow(unit, slot.container)) {
        throw new BadInput([
          `${unit} holds ${strange.length} entries that no run made, such as ${strange[0]?.dn}; move them, then clean again`,
        ])
      }
      for (const { dn } of entries) await client.del(dn)
      return entries.length
    },
    close: () => client.unbind(),
  }
}

/** Goes to see whether a directory that is somebody's is the right one. */
export async function visit({ plan, premises, administrator, edges }: System) {
  const slot = directoryAt(plan.slots)
  if (slot === undefined) return undefined
  return lodge(
    await openGuestUnits({ ...slot, edge: edges.directory }, { administrator }),
    premises,
  )
}

/** A run's own unit: `moveIn` makes it, `moveOut` removes it with everything in it. */
export function lodge(units: GuestUnits, { guest }: Premises) {
  if (guest === undefined) throw new RangeError('the directory is the run’s own')
  return {
    moveIn: () => units.create(guest.unit, guest.mark),
    async moveOut() {
      try {
        await units.remove(guest.unit)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        throw new TargetError('directory', `${guest.unit} was not removed (${why})`, CLEAN)
      } finally {
        await units.close()
      }
    },
  }
}
