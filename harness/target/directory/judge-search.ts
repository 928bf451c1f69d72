import type ldapjs from 'ldapjs'

/** One entry's attributes, by the name that was asked for. */
export type JudgedEntry = Readonly<Record<string, readonly string[]>>

/** Attributes whose values are bytes: told as lower-case hex, in their order. */
const BYTES: ReadonlySet<string> = new Set(['objectguid', 'replpropertymetadata'])
/** What Active Directory gives in one page at most, unless its administrator says otherwise. */
export const MOST_PER_PAGE = 1_000

const told = (entry: ldapjs.SearchEntry, asked: readonly string[]): JudgedEntry =>
  Object.fromEntries(
    entry.attributes.map(({ type, buffers }) => {
      const name = type.toLowerCase()
      return [
        // Letters' case means nothing in the name of an attribute.
        asked.find((each) => each.toLowerCase() === name) ?? type,
        buffers.map((value) => value.toString(BYTES.has(name) ? 'hex' : 'utf8')),
      ]
    }),
  )

export interface JudgeSearch {
  readonly base: string
  /** Default: all below it, too. */
  readonly scope?: 'base' | 'sub'
  /** ASCII: what ldapjs encodes right. */
  readonly filter: string
  readonly attributes: readonly string[]
  /** So many entries a page; absent: all in one answer. */
  readonly pageSize?: number
}

/** What is found under the base. */
export const searchOn = (
  client: ldapjs.Client,
  { base, scope = 'sub', filter, attributes, pageSize }: JudgeSearch,
): Promise<readonly JudgedEntry[]> =>
  new Promise((resolve, reject) => {
    const found: JudgedEntry[] = []
    const options: ldapjs.SearchOptions = {
      scope,
      filter,
      attributes: [...attributes],
      ...(pageSize !== undefined && { paged: { pageSize } }),
    }
    client.search(base, options, (error, reply) => {
      if (error !== null && error !== undefined) {
        reject(error)
        return
      }
      reply.on('searchEntry', (entry) => {
        found.push(told(entry, attributes))
      })
      reply.on('error', reject)
      reply.on('end', () => resolve(found))
    })
  })
