import { randomBytes } from 'node:crypto'
import { isVisible, requireBound } from '../access.ts'
import type { Domain } from '../domain.ts'
import type { Entry } from '../entries/entry.ts'
import { type NameForm, type Page, pageControl } from '../ldap/controls.ts'
import type { SearchRequest } from '../ldap/request.ts'
import type { ResponseAttribute, Result } from '../ldap/response.ts'
import { Refusal, resultOf, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'
import { candidates } from './candidates.ts'
import { Cursor } from './cursor.ts'
import { compileFilter } from './filter-match.ts'
import { compileNames } from './extended-names.ts'
import { locate } from './locate.ts'
import { compileProjection } from './projection.ts'
import { rootDse } from './root-dse.ts'

/** Active Directory's MaxPageSize: the most entries that one answer holds, paged or not. */
const MAX_PAGE_ENTRIES = 1_000
/** Unfinished paged searches of one connection; the oldest gives way. */
const MAX_OPEN_PAGES = 32
const COOKIE_BYTES = 8
const NO_COOKIE = Buffer.alloc(0)

export type EmitEntry = (dn: string, attributes: readonly ResponseAttribute[]) => void

function openCursor(
  domain: Domain,
  session: Session,
  request: SearchRequest,
  withDeleted: boolean,
): Cursor {
  const base = locate(domain, request.base, withDeleted)
  const matches = compileFilter(domain, request.filter)
  const { rights, controller } = session
  const here = domain.controllers.indexOf(controller)
  const visible = (entry: Entry) => {
    // Others may have had their turn since the last entry.
    domain.replication.enter(here)
    return (withDeleted || !entry.deleted) && isVisible(domain, rights, entry) && matches(entry)
  }
  return new Cursor(candidates(domain, base, request), visible, request.sizeLimit)
}

function resume({ pages }: Session, cookie: Buffer): Cursor {
  const key = cookie.toString('hex')
  const cursor = pages.get(key)
  if (cursor === undefined) throw new Refusal('stale-page-cookie')
  pages.delete(key)
  return cursor
}

function keep({ pages }: Session, cursor: Cursor): Buffer {
  const cookie = randomBytes(COOKIE_BYTES)
  pages.set(cookie.toString('hex'), cursor)
  const [oldest] = pages.keys()
  if (pages.size > MAX_OPEN_PAGES && oldest !== undefined) pages.delete(oldest)
  return cookie
}

/** A page size of 0 gives a paged search up (RFC 2696). */
async function searchPage(
  domain: Domain,
  session: Session,
  open: () => Cursor,
  page: Page,
  use: (entry: Entry) => void,
): Promise<Result> {
  const resumed = page.cookie.length > 0
  const cursor = resumed ? resume(session, page.cookie) : open()
  if (resumed && page.size === 0) return { ...SUCCESS, controls: [pageControl(NO_COOKIE)] }
  const count = page.size > 0 ? Math.min(page.size, MAX_PAGE_ENTRIES) : MAX_PAGE_ENTRIES
  const end = await cursor.take(count, use)
  const controls = [pageControl(end === 'page-full' ? keep(session, cursor) : NO_COOKIE)]
  return { ...endOf(domain, end === 'limit-reached'), controls }
}

const endOf = ({ config }: Domain, cut: boolean): Result =>
  cut ? resultOf(new Refusal('more-than-size-limit'), config.dialect) : SUCCESS

export interface SearchControls {
  readonly page: Page | undefined
  /** Which parts of security descriptors are wanted (SD flags). */
  readonly descriptorParts: number
  /** How names are extended, if they are. */
  readonly nameForm: NameForm | undefined
  /** Tombstones are found, too. */
  readonly withDeleted: boolean
}

/** Gives every match to `emit`, and answers how the search ended. */
export async function search(
  domain: Domain,
  session: Session,
  request: SearchRequest,
  { page, descriptorParts, nameForm, withDeleted }: SearchControls,
  emit: EmitEntry,
): Promise<Result> {
  const { base, scope, attributes, typesOnly } = request
  if (base === '' && scope === 'base') {
    emit('', rootDse(domain, session.controller, attributes, typesOnly))
    return SUCCESS
  }
  requireBound(session.rights)
  const names = compileNames(domain, nameForm)
  const project = compileProjection(domain, { attributes, typesOnly, descriptorParts, names })
  const here = domain.controllers.indexOf(session.controller)
  const use = (entry: Entry) => {
    domain.replication.enter(here)
    emit(names.of(entry), project(entry))
  }
  const open = () => openCursor(domain, session, request, withDeleted)
  if (page !== undefined) return searchPage(domain, session, open, page, use)
  const end = await open().take(MAX_PAGE_ENTRIES, use)
  return endOf(domain, end !== 'no-more')
}
