import { type Entry, EqualityFilter } from 'ldapts'
import type { DirectoryAccess } from '../directory/directory-pool.ts'
import { requestFailure } from '../directory/directory-failure.ts'
import { asBytes, bytesIn, textIn } from '../directory/entry.ts'
import { isProtectedSid } from '../directory/protected-sids.ts'
import { listedControls } from '../directory/root-dse.ts'
import { EXTENDED_DN, ExtendedNamesControl, readExtendedName } from './extended-names.ts'
import { readAhead } from './read-ahead.ts'

/** A user object of the directory, as an import brings it. */
export interface ImportedAccount {
  /** 16 bytes; names the object whatever becomes of its name. */
  readonly objectGuid: Buffer
  readonly userPrincipalName: string
  readonly displayName: string
  readonly enabled: boolean
  /** What an object of another forest is joined by. */
  readonly mail?: string | undefined
  /** One of the accounts that a domain is made with: their SIDs never change, so a reset need not ask (PWB-PROT-1). */
  readonly isProtectedBySid: boolean
}

const FILTER = '(&(objectClass=user)(!(objectClass=computer)))'
const ATTRIBUTES = ['userPrincipalName', 'displayName', 'userAccountControl', 'mail']
const PAGE_ENTRIES = 1_000
const GUID_BYTES = 16
const ACCOUNT_DISABLED = 0x2

export interface ImportedPage {
  readonly accounts: readonly ImportedAccount[]
  /** Objects without a user principal name, by GUID: nobody can ask for them, so the cloud has no such user. */
  readonly nameless: readonly Buffer[]
}

/** What an object is known by whatever becomes of its name. */
function identityIn(entry: Entry) {
  const named = readExtendedName(entry.dn)
  if (named !== undefined) return named
  const guid = bytesIn(entry, 'objectGUID')
  if (guid?.length !== GUID_BYTES) return undefined
  // A copy: the entry's bytes are a view of everything that came with it.
  return { guid: Buffer.from(guid), sid: bytesIn(entry, 'objectSid') }
}

const guidIn = (entry: Entry): Buffer[] => {
  const guid = identityIn(entry)?.guid
  return guid === undefined ? [] : [guid]
}

function accountIn(entry: Entry): ImportedAccount | undefined {
  const identity = identityIn(entry)
  const userPrincipalName = textIn(entry, 'userPrincipalName')
  if (identity === undefined || userPrincipalName === undefined) return undefined
  const { guid, sid } = identity
  return {
    objectGuid: guid,
    userPrincipalName,
    displayName: textIn(entry, 'displayName') ?? userPrincipalName,
    enabled: (Number(textIn(entry, 'userAccountControl') ?? 0) & ACCOUNT_DISABLED) === 0,
    mail: textIn(entry, 'mail'),
    isProtectedBySid: sid !== undefined && isProtectedSid(sid),
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

/** How objects are asked for so that each brings its GUID, as cheaply as the directory knows how. */
async function withGuids(pool: DirectoryAccess) {
  const listed = await listedControls(pool)
  return listed.includes(EXTENDED_DN)
    ? { controls: [new ExtendedNamesControl()], asked: { attributes: ATTRIBUTES } }
    : {
        controls: [],
        asked: {
          attributes: ['objectGUID', 'objectSid', ...ATTRIBUTES],
          ...asBytes('objectGUID', 'objectSid'),
        },
      }
}

/** User objects below `baseDn`, page by page; the next is asked for while one is used. Throws DirectoryError. */
export async function* importAccounts(
  pool: DirectoryAccess,
  scope: ImportScope,
): AsyncGenerator<ImportedPage> {
  const { controls, asked } = await withGuids(pool)
  const pages = await pool.run(async (client) =>
    client.searchPaginated(
      scope.baseDn,
      {
        scope: 'sub',
        filter: filterOf(scope),
        ...asked,
        paged: { pageSize: PAGE_ENTRIES },
      },
      controls,
    ),
  )
  try {
    for await (const { searchEntries } of readAhead(pages)) {
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
