import type { Entry } from 'ldapts'
import type { DirectoryPool } from '../directory/directory-pool.ts'
import { requestFailure } from '../directory/directory-failure.ts'
import { bytesIn, textIn } from '../directory/entry.ts'

/** A user object of the directory, as an import brings it. */
export interface ImportedAccount {
  /** 16 bytes; names the object whatever becomes of its name. */
  readonly objectGuid: Buffer
  readonly distinguishedName: string
  readonly userPrincipalName: string
  readonly displayName: string
  readonly enabled: boolean
  readonly usnChanged: string
}

const FILTER = '(&(objectClass=user)(!(objectClass=computer)))'
const ATTRIBUTES = [
  'objectGUID',
  'userPrincipalName',
  'displayName',
  'userAccountControl',
  'uSNChanged',
]
const PAGE_ENTRIES = 1_000
const GUID_BYTES = 16
const ACCOUNT_DISABLED = 0x2

/** Undefined for what cannot be a cloud user: without a user principal name nobody can be asked for. */
function accountIn(entry: Entry): ImportedAccount | undefined {
  const objectGuid = bytesIn(entry, 'objectGUID')
  const userPrincipalName = textIn(entry, 'userPrincipalName')
  if (objectGuid?.length !== GUID_BYTES || userPrincipalName === undefined) return undefined
  return {
    // A copy: the entry's bytes are a view of everything that came with it.
    objectGuid: Buffer.from(objectGuid),
    distinguishedName: entry.dn,
    userPrincipalName,
    displayName: textIn(entry, 'displayName') ?? userPrincipalName,
    enabled: (Number(textIn(entry, 'userAccountControl') ?? 0) & ACCOUNT_DISABLED) === 0,
    usnChanged: textIn(entry, 'uSNChanged') ?? '0',
  }
}

/** Full import: all user objects below `baseDn`, page by page. Throws DirectoryError. */
export async function* importAccounts(
  pool: DirectoryPool,
  baseDn: string,
): AsyncGenerator<ImportedAccount[]> {
  const pages = await pool.run(async (client) =>
    client.searchPaginated(baseDn, {
      scope: 'sub',
      filter: FILTER,
      attributes: ATTRIBUTES,
      explicitBufferAttributes: ['objectGUID'],
      paged: { pageSize: PAGE_ENTRIES },
    }),
  )
  try {
    for await (const { searchEntries } of pages) {
      yield searchEntries.flatMap((entry) => accountIn(entry) ?? [])
    }
  } catch (error) {
    throw requestFailure(error)
  }
}
