import { type Entry, EqualityFilter } from 'ldapts'
import type { DirectoryAccess } from '../directory/directory-pool.ts'
import { requestFailure } from '../directory/directory-failure.ts'
import { asBytes, bytesIn, textIn } from '../directory/entry.ts'

/** A user object of the directory, as an import brings it. */
export interface ImportedAccount {
  /** 16 bytes; names the object whatever becomes of its name. */
  readonly objectGuid: Buffer
  readonly distinguishedName: string
  readonly userPrincipalName: string
  readonly displayName: string
  readonly enabled: boolean
  /** What an object of another forest is joined by. */
  readonly mail?: string | undefined
  readonly usnChanged: string
}

const FILTER = '(&(objectClass=user)(!(objectClass=computer)))'
const ATTRIBUTES = [
  'objectGUID',
  'userPrincipalName',
  'displayName',
  'userAccountControl',
  'mail',
  'uSNChanged',
]
const PAGE_ENTRIES = 1_000
const GUID_BYTES = 16
const ACCOUNT_DISABLED = 0x2

export interface ImportedPage {
  readonly accounts: readonly ImportedAccount[]
  /** Objects without a user principal name, by GUID: nobody can ask for them, so the cloud has no such user. */
  readonly nameless: readonly Buffer[]
}

const guidIn = (entry: Entry): Buffer[] => {
  const guid = bytesIn(entry, 'objectGUID')
  // A copy: the entry's bytes are a view of everything that came with it.
  return guid?.length === GUID_BYTES ? [Buffer.from(guid)] : []
}

function accountIn(entry: Entry): ImportedAccount | undefined {
  const [objectGuid] = guidIn(entry)
  const userPrincipalName = textIn(entry, 'userPrincipalName')
  if (objectGuid === undefined || userPrincipalName === undefined) return undefined
  return {
    objectGuid,
    distinguishedName: entry.dn,
    userPrincipalName,
    displayName: textIn(entry, 'displayName') ?? userPrincipalName,
    enabled: (Number(textIn(entry, 'userAccountControl') ?? 0) & ACCOUNT_DISABLED) === 0,
    mail: textIn(entry, 'mail'),
    usnChanged: textIn(entry, 'uSNChanged') ?? '0',
  }
}

/** Which objects to import: all user objects, or those that changed since. */
export interface ImportScope {
  readonly baseDn: string
  /** Only what has a greater uSNChanged; a decimal number. Absent: everything. */
  readonly afterUsn?: string
}

const filterOf = ({ afterUsn }: ImportScope) =>
  afterUsn === undefined
    ? FILTER
    : `(&${FILTER}(uSNChanged>=${(BigInt(afterUsn) + 1n).toString()}))`

/** User objects below `baseDn`, page by page; the next is asked for when one was taken. Throws DirectoryError. */
export async function* importAccounts(
  pool: DirectoryAccess,
  scope: ImportScope,
): AsyncGenerator<ImportedPage> {
  const pages = await pool.run(async (client) =>
    client.searchPaginated(scope.baseDn, {
      scope: 'sub',
      filter: filterOf(scope),
      attributes: ATTRIBUTES,
      ...asBytes('objectGUID'),
      paged: { pageSize: PAGE_ENTRIES },
    }),
  )
  try {
    for await (const { searchEntries } of pages) {
      yield {
        accounts: searchEntries.flatMap((entry) => accountIn(entry) ?? []),
        nameless: searchEntries
          .filter((entry) => textIn(entry, 'userPrincipalName') === undefined)
          .flatMap(guidIn),
      }
    }
  } catch (error) {
    throw requestFailure(error)
  }
}

/** The objectGUID of the account that has this user principal name now. Throws DirectoryError. */
export async function guidOfName(
  pool: DirectoryAccess,
  baseDn: string,
  userPrincipalName: string,
): Promise<Buffer | undefined> {
  const { searchEntries } = await pool.run((client) =>
    client.search(baseDn, {
      scope: 'sub',
      filter: new EqualityFilter({ attribute: 'userPrincipalName', value: userPrincipalName }),
      attributes: ['objectGUID'],
      ...asBytes('objectGUID'),
    }),
  )
  return searchEntries.flatMap(guidIn)[0]
}
