import type { Clock } from '../../clock.ts'
import { DirectoryError } from './directory-failure.ts'
import { type DirectoryAccess, readWith } from './directory-pool.ts'
import { asBytes, bytesIn, textIn, textsIn } from './entry.ts'
import { isProtectedSid } from './protected-sids.ts'

/** How long what is known of a group holds: the directory itself stamps members only every hour. */
const KNOWN_FOR_MS = 30_000
const MOST_KNOWN = 10_000

interface Group {
  readonly isProtected: boolean
  readonly memberOf: readonly string[]
}

/**
 * LDAP results that say where a group is not: 32, deleted meanwhile or hidden from this account; 10, in another
 * domain, whose protected groups its own controllers stamp. After any other it may be protected.
 */
const ELSEWHERE: ReadonlySet<number> = new Set([10, 32])

const UNKNOWN_GROUP: Group = { isProtected: false, memberOf: [] }

/** Whether a group is one of the protected ones, or lies in one, at any depth. */
export function createProtectedGroups(pool: DirectoryAccess, clock: Clock) {
  const known = new Map<string, { readonly group: Promise<Group>; readonly untilMs: number }>()

  async function read(dn: string): Promise<Group> {
    try {
      const { searchEntries } = await readWith(pool, (client) =>
        client.search(dn, {
          scope: 'base',
          attributes: ['objectSid', 'memberOf', 'adminCount'],
          ...asBytes('objectSid'),
        }),
      )
      const [entry] = searchEntries
      if (entry === undefined) return UNKNOWN_GROUP
      const sid = bytesIn(entry, 'objectSid')
      return {
        isProtected:
          textIn(entry, 'adminCount') === '1' || (sid !== undefined && isProtectedSid(sid)),
        memberOf: textsIn(entry, 'memberOf'),
      }
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error
      const { failure } = error
      if (failure.kind === 'refused' && ELSEWHERE.has(failure.code)) return UNKNOWN_GROUP
      throw error
    }
  }

  function groupOf(dn: string): Promise<Group> {
    const key = dn.toLowerCase()
    const cached = known.get(key)
    if (cached !== undefined && cached.untilMs > clock.now()) return cached.group
    const group = read(dn)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, { group, untilMs: clock.now() + KNOWN_FOR_MS })
    group.catch(() => known.delete(key))
    return group
  }

  return {
    /** Throws DirectoryError. */
    async includeAny(groupDns: readonly string[]): Promise<boolean> {
      const seen = new Set<string>()
      let wave = groupDns
      while (wave.length > 0) {
        const fresh = wave.filter((dn) => !seen.has(dn.toLowerCase()))
        for (const dn of fresh) seen.add(dn.toLowerCase())
        const groups = await Promise.all(fresh.map(groupOf))
        if (groups.some((group) => group.isProtected)) return true
        wave = groups.flatMap((group) => group.memberOf)
      }
      return false
    },
  }
}
export type ProtectedGroups = ReturnType<typeof createProtectedGroups>
