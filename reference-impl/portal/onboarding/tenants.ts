import type { PortalConfig } from '../../../harness/contract/role-config.ts'
import type { TenantSettings } from '../../../harness/contract/tenant-settings.ts'
import type { Clock } from '../../clock.ts'
import { type Assignments, createAssignments } from '../access/assignments.ts'
import { type AuditLogs, createAuditLogs } from '../http/audit-log.ts'
import { Refusal } from '../http/refusal.ts'
import { type CloudPasswords, createCloudPasswords } from '../operations/cloud-passwords.ts'
import { createEnrolments, type Enrolments } from '../sessions/enrolments.ts'
import type { Writeback } from './generations.ts'
import { createThrottles, type Throttles } from '../access/throttles.ts'
import { createUserList, type User, type UserList } from './user-list.ts'

/** One organisation in the cloud. */
export interface Tenant {
  readonly name: string
  /** Where its agent is told to find the relays; undefined: as advertised to all. */
  readonly relay: PortalConfig['tenants'][number]['relay']
  readonly secondRelay: PortalConfig['tenants'][number]['relay']
  readonly users: UserList
  readonly enrolments: Enrolments
  readonly assignments: Assignments
  readonly throttles: Throttles
  readonly cloudPasswords: CloudPasswords
  readonly audit: AuditLogs
  settings: TenantSettings
  /** When the agent was last heard, whatever the link. */
  readonly signOfLife: { atMs: number }
  /** Null: the agent's feature is not enabled. */
  writeback: Writeback | null
}

function createTenant(config: PortalConfig['tenants'][number], clock: Clock): Tenant {
  const tenant: Tenant = {
    name: config.tenant,
    relay: config.relay,
    secondRelay: config.secondRelay,
    users: createUserList(),
    enrolments: createEnrolments(clock),
    assignments: createAssignments(),
    throttles: createThrottles(clock),
    cloudPasswords: createCloudPasswords(() => tenant.settings.cloudPasswordsWritable),
    audit: createAuditLogs(config.tenant, clock),
    settings: config.settings,
    signOfLife: { atMs: clock.now() },
    writeback: null,
  }
  return tenant
}

/** The tenants that the configuration names. */
export function createTenants(config: PortalConfig, clock: Clock) {
  const all = config.tenants.map((tenant) => createTenant(tenant, clock))
  const byName = new Map(all.map((tenant) => [tenant.name, tenant]))
  return {
    all,
    find: (name: string) => byName.get(name),
    /** Throws `forbidden`: a token of a tenant that is not served here allows nothing. */
    get(name: string): Tenant {
      const tenant = byName.get(name)
      if (tenant === undefined) throw new Refusal('forbidden')
      return tenant
    },
    /** The user of that name, in whichever tenant (user principal names are unique in the cloud). */
    findUser(userPrincipalName: string): { tenant: Tenant; user: User } | undefined {
      for (const tenant of all) {
        const user = tenant.users.byName(userPrincipalName)
        if (user !== undefined) return { tenant, user }
      }
      return undefined
    },
  }
}
export type Tenants = ReturnType<typeof createTenants>
