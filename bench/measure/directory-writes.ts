import type { System } from '../../harness/target/system.ts'

/** What the agent wrote to directories since a start. */
export interface DirectoryWrites {
  readonly all: number
  /** To one entry, by whichever of its names the agent called it. */
  of(names: EntryNames): number
}

export interface EntryNames {
  readonly dn: string
  /** `objectGUID`: 32 hex digits, in the order of the bytes. */
  readonly guid: string
}

/** Attributes that name an entry, as the judge reads them. */
export const NAMING = ['distinguishedName', 'objectGUID'] as const

/** The names that an entry has; undefined: the directory does not say. */
export function namesOf(
  entry: Readonly<Record<string, readonly string[]>> | undefined,
): EntryNames | undefined {
  const { distinguishedName, objectGUID } = entry ?? {}
  const [dn] = distinguishedName ?? []
  const [guid] = objectGUID ?? []
  return dn === undefined || guid === undefined ? undefined : { dn, guid }
}

/** `<GUID=…>` with dashes tells its first three groups the other way round ([MS-ADTS] 3.1.1.3.1.2.4). */
const DASHED = /^<guid=(..)(..)(..)(..)-(..)(..)-(..)(..)-(.{4})-(.{12})>$/

/** One spelling of each name: letters' case means nothing. */
const spelt = (name: string) => name.toLowerCase().replace(DASHED, '<guid=$4$3$2$1$6$5$8$7$9$10>')

const modifiesOf = ({ taps }: Pick<System, 'taps'>) =>
  [...taps.controllers.values()].map((tap) =>
    tap.ldapRequests().filter(({ operation }) => operation === 'modify'),
  )

/**
 * Watches the modify requests that the agent sends to any directory; null: a tap that cannot read, or none.
 * The answer tells what came since.
 */
export function watchWrites(system: Pick<System, 'taps'>): (() => DirectoryWrites) | null {
  const taps = [...system.taps.controllers.values()]
  if (taps.length === 0 || taps.some(({ mode }) => mode !== 'inspecting')) return null
  const before = modifiesOf(system).map(({ length }) => length)
  return () => {
    const since = modifiesOf(system).flatMap((each, index) => each.slice(before[index]))
    const counts = new Map<string, number>()
    for (const { entry } of since) {
      const name = spelt(entry ?? '')
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const under = (name: string) => counts.get(spelt(name)) ?? 0
    return { all: since.length, of: ({ dn, guid }) => under(dn) + under(`<GUID=${guid}>`) }
  }
}

/** FILETIME: intervals of 100 ns since 1601. */
const INTERVALS_PER_MS = 10_000
const EPOCH_MS = 11_644_473_600_000

/** Milliseconds since the epoch of what a directory writes in `pwdLastSet`; null: it says nothing. */
export const timeOfFileTime = (fileTime: string | undefined): number | null =>
  fileTime === undefined || fileTime === '0' ? null : Number(fileTime) / INTERVALS_PER_MS - EPOCH_MS
