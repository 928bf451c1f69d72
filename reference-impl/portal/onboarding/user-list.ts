import { randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { PasswordMode } from '../../../harness/contract/origins.ts'
import type {
  synchronisationAnswer,
  synchronisationRequest,
} from '../../../harness/contract/portal.ts'
import { type FieldProblem, Refusal } from '../http/refusal.ts'

/** An account as the cloud knows it. */
export interface User {
  /** Base64 of the 16 bytes that name the account in the cloud. */
  readonly cloudAnchor: string
  readonly userPrincipalName: string
  readonly mode: PasswordMode
}

type Page = z.infer<typeof synchronisationRequest>

/** What is kept of a page until the last one is there. */
interface Collected {
  readonly users: readonly User[]
  readonly removed: readonly string[]
}

const ANCHOR_BYTES = 16
const MAX_PAGES = 1_000

export const isOnPremisesManaged = ({ mode }: User) => mode !== 'cloud-only'

const nameKey = (userPrincipalName: string) => userPrincipalName.toLowerCase()

const anchorProblems = (page: Page): FieldProblem[] =>
  page.users.flatMap(({ cloudAnchor }, index) =>
    Buffer.from(cloudAnchor, 'base64').length === ANCHOR_BYTES
      ? []
      : [{ field: `users.${index}.cloudAnchor`, problem: `base64 of ${ANCHOR_BYTES} bytes` }],
  )

/** A name that two accounts share names neither: resetting the wrong one is worse than none. */
function indexByName(users: readonly User[]): Map<string, User> {
  const byName = new Map<string, User>()
  const shared = new Set<string>()
  for (const user of users) {
    const key = nameKey(user.userPrincipalName)
    if (byName.has(key)) shared.add(key)
    byName.set(key, user)
  }
  for (const key of shared) byName.delete(key)
  return byName
}

const missingPages = (pages: ReadonlyMap<number, unknown>, count: number) =>
  Array.from({ length: count }, (_, index) => index).filter((index) => !pages.has(index))

/**
 * One tenant's users. Pages of one run are collected; the page marked `last` replaces the whole list at
 * once, so a broken upload leaves the earlier list (PWB-LIFE-1 in spirit: all or nothing).
 */
export function createUserList() {
  let synchronised: readonly User[] = []
  const cloudOnly = new Map<string, User>()
  let byName: ReadonlyMap<string, User> = new Map()
  let run: { runId: string; pages: Map<number, Collected> } | null = null

  const reindex = () => {
    byName = indexByName([...synchronised, ...cloudOnly.values()])
  }

  const collect = (page: Page) => {
    if (run?.runId !== page.runId) run = { runId: page.runId, pages: new Map() }
    const users = page.users.map(({ cloudAnchor, userPrincipalName, mode }) => ({
      cloudAnchor,
      userPrincipalName,
      mode,
    }))
    run.pages.set(page.page, { users, removed: page.removed })
    return run.pages
  }

  /** The list after these pages, in their order: who is gone in one may be back in a later one. */
  const changedBy = (pages: readonly Collected[]): User[] => {
    const byAnchor = new Map(synchronised.map((user) => [user.cloudAnchor, user]))
    for (const { users, removed } of pages) {
      for (const anchor of removed) byAnchor.delete(anchor)
      for (const user of users) byAnchor.set(user.cloudAnchor, user)
    }
    return [...byAnchor.values()]
  }

  return {
    byName: (userPrincipalName: string) => byName.get(nameKey(userPrincipalName)),
    size: () => byName.size,

    /** Takes a page; throws `invalid-request` when a page is out of bounds or missing at the end. */
    upload(page: Page): z.infer<typeof synchronisationAnswer> {
      const errors = anchorProblems(page)
      if (page.page >= MAX_PAGES) {
        errors.push({ field: 'page', problem: `at most ${MAX_PAGES} pages: send larger ones` })
      }
      if (errors.length > 0) throw new Refusal('invalid-request', { errors })
      const pages = collect(page)
      if (page.last) {
        const missing = missingPages(pages, page.page + 1)
        if (missing.length > 0) {
          const problem = `pages ${missing.join(', ')} of this run are missing: send them first`
          throw new Refusal('invalid-request', { errors: [{ field: 'page', problem }] })
        }
        const ordered = Array.from(
          { length: page.page + 1 },
          (_, index) => pages.get(index) ?? { users: [], removed: [] },
        )
        synchronised =
          page.kind === 'full' ? ordered.flatMap(({ users }) => users) : changedBy(ordered)
        reindex()
        run = null
      }
      return { accepted: page.users.length, users: byName.size }
    },

    /** Makes accounts of the cloud only, or finds them; no name may be one of the agent's list. */
    cloudUsers(names: readonly string[]): User[] {
      const made = names.map((userPrincipalName): User => {
        const known = cloudOnly.get(nameKey(userPrincipalName))
        if (known !== undefined) return known
        const cloudAnchor = randomBytes(ANCHOR_BYTES).toString('base64')
        return { cloudAnchor, userPrincipalName, mode: 'cloud-only' }
      })
      for (const user of made) cloudOnly.set(nameKey(user.userPrincipalName), user)
      reindex()
      return made
    },
  }
}
export type UserList = ReturnType<typeof createUserList>
