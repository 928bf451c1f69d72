import type { z } from 'zod'
import type { Licence } from '../../../harness/contract/licences.ts'
import { ROLES, type TokenRole } from '../../../harness/contract/origins.ts'
import type { assignmentsRequest } from '../../../harness/contract/portal.ts'

type Given = z.infer<typeof assignmentsRequest>['assignments'][number]

interface Assigned {
  /** Null: those of the tenant. */
  readonly licences: readonly Licence[] | null
  readonly roles: readonly TokenRole[]
  readonly groups: readonly string[]
}

const NOTHING: Assigned = { licences: null, roles: [], groups: [] }

/** What the cloud knows of one tenant's users besides the agent's list, by cloud anchor. */
export function createAssignments() {
  const byAnchor = new Map<string, Assigned>()
  const of = (cloudAnchor: string) => byAnchor.get(cloudAnchor) ?? NOTHING
  return {
    assign(cloudAnchor: string, { licences, roles, groups }: Given) {
      const before = of(cloudAnchor)
      byAnchor.set(cloudAnchor, {
        licences: licences === undefined ? before.licences : licences,
        roles: roles ?? before.roles,
        groups: groups ?? before.groups,
      })
    },
    licences: (cloudAnchor: string) => of(cloudAnchor).licences,
    isMember: (cloudAnchor: string, group: string) => of(cloudAnchor).groups.includes(group),
    /** Whoever has any right beyond the own account. */
    isAdministrator: (cloudAnchor: string) =>
      of(cloudAnchor).roles.some((role) => Object.values(ROLES[role]).includes(true)),
  }
}
export type Assignments = ReturnType<typeof createAssignments>
