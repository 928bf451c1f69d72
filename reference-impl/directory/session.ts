import type { Rights } from './access.ts'
import type { Controller } from './entries/configuration-partition.ts'
import type { Entry } from './entries/entry.ts'
import type { Cursor } from './operations/cursor.ts'

/** What a connection carries from one operation to the next. */
export interface Session {
  /** The one that was connected to. */
  readonly controller: Controller
  rights: Rights
  /** Who is bound. */
  user: Entry | undefined
  /** Paged searches that are not at their end, by cookie, oldest first. */
  readonly pages: Map<string, Cursor>
}

export const newSession = (controller: Controller): Session => ({
  controller,
  rights: 'anonymous',
  user: undefined,
  pages: new Map(),
})
