import type { System } from '../../harness/target/system.ts'

/** What the agent wrote to directories since a start. */
export interface DirectoryWrites {
  readonly all: number
  /** To the entry of that distinguished name, where the agent called it so. */
  of(dn: string): number
}

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
      const dn = entry?.toLowerCase()
      if (dn !== undefined) counts.set(dn, (counts.get(dn) ?? 0) + 1)
    }
    return { all: since.length, of: (dn) => counts.get(dn.toLowerCase()) ?? 0 }
  }
}

/** FILETIME: intervals of 100 ns since 1601. */
const INTERVALS_PER_MS = 10_000
const EPOCH_MS = 11_644_473_600_000

/** Milliseconds since the epoch of what a directory writes in `pwdLastSet`; null: it says nothing. */
export const timeOfFileTime = (fileTime: string | undefined): number | null =>
  fileTime === undefined || fileTime === '0' ? null : Number(fileTime) / INTERVALS_PER_MS - EPOCH_MS
