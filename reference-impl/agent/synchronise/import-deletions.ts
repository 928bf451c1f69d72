import { Control } from 'ldapts'
import { requestFailure } from '../directory/directory-failure.ts'
import type { DirectoryAccess } from '../directory/directory-pool.ts'
import { asBytes, bytesIn } from '../directory/entry.ts'

/** LDAP_SERVER_SHOW_DELETED_OID: tombstones are found with it only. */
class ShowDeletedControl extends Control {
  constructor() {
    super('1.2.840.113556.1.4.417', { critical: true })
  }
}

const NO_SUCH_OBJECT = 32
const UNAVAILABLE_CRITICAL_EXTENSION = 12
/** A domain may have lost more at once than a directory tells in one answer. */
const PAGE_ENTRIES = 1_000
/** A directory that keeps no tombstones, or does not show them to this account. */
const NOT_TOLD: ReadonlySet<number> = new Set([NO_SUCH_OBJECT, UNAVAILABLE_CRITICAL_EXTENSION])

/**
 * The objectGUIDs of objects that were deleted since; undefined when the directory does not tell, so that
 * only a full import finds them. Throws DirectoryError.
 */
export async function importDeletions(
  pool: DirectoryAccess,
  domainDn: string,
  afterUsn: string,
): Promise<Buffer[] | undefined> {
  const gone: Buffer[] = []
  try {
    const pages = await pool.run(async (client) =>
      client.searchPaginated(
        `CN=Deleted Objects,${domainDn}`,
        {
          scope: 'sub',
          filter: `(&(isDeleted=TRUE)(uSNChanged>=${(BigInt(afterUsn) + 1n).toString()}))`,
          attributes: ['objectGUID'],
          ...asBytes('objectGUID'),
          paged: { pageSize: PAGE_ENTRIES },
        },
        [new ShowDeletedControl()],
      ),
    )
    for await (const { searchEntries } of pages) {
      for (const entry of searchEntries) {
        const guid = bytesIn(entry, 'objectGUID')
        if (guid !== undefined) gone.push(Buffer.from(guid))
      }
    }
    return gone
  } catch (error) {
    const told = requestFailure(error)
    if (told.failure.kind === 'refused' && NOT_TOLD.has(told.failure.code)) return undefined
    throw told
  }
}
