import type { Generation } from '../../../harness/contract/generations.ts'
import { carriesWriteback, type Licence } from '../../../harness/contract/licences.ts'
import type { Faults } from '../../faults.ts'
import { Refusal } from '../http/refusal.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { isOnPremisesManaged, type User } from '../onboarding/user-list.ts'

/** Administrators always pass two gates, whatever the policy. */
const ADMINISTRATOR_GATES = 2

/** A tenant without a licence of its own has none to assign. */
function licencesOf({ settings, assignments }: Tenant, { cloudAnchor }: User): readonly Licence[] {
  if (settings.licences.length === 0) return []
  return assignments.licences(cloudAnchor) ?? settings.licences
}

/** What decides besides the tenant and the account. */
interface Portal {
  readonly faults: Faults
  readonly config: { readonly generation: Generation }
}

function carries({ faults, config }: Portal, licence: Licence) {
  if (licence === 'business-premium' && faults.fires('portal-forgets-business-premium'))
    return false
  return carriesWriteback(config.generation, licence) === true
}

/** Throws `not-licensed` where a password cannot be written back for the account (PWB-LIFE-3). */
export function requireWritebackLicence(portal: Portal, tenant: Tenant, user: User) {
  const licensed = licencesOf(tenant, user).some((licence) => carries(portal, licence))
  if (!licensed && !portal.faults.fires('portal-ignores-licence')) throw new Refusal('not-licensed')
}

/** Throws `not-licensed` where the account may not reset its own password, on premises or in the cloud. */
export function requireResetLicence(portal: Portal, tenant: Tenant, user: User) {
  if (isOnPremisesManaged(user)) requireWritebackLicence(portal, tenant, user)
  else if (licencesOf(tenant, user).length === 0) throw new Refusal('not-licensed')
}

/** Throws `not-licensed` where writeback cannot even be enabled. */
export function requireTenantLicence(portal: Portal, { settings }: Tenant) {
  if (!settings.licences.some((licence) => carries(portal, licence))) {
    throw new Refusal('not-licensed')
  }
}

/** How many gates the account has to pass; throws `no-reset-policy` where nothing says it. */
export function gatesFor({ settings, assignments }: Tenant, { cloudAnchor }: User): number {
  if (assignments.isAdministrator(cloudAnchor)) return ADMINISTRATOR_GATES
  if (settings.gates === null) throw new Refusal('no-reset-policy')
  return settings.gates
}

/** Throws where self-service is off, for the tenant or for this account (PWB-LIFE-4). */
export function requireSelfService(faults: Faults, tenant: Tenant, { cloudAnchor }: User) {
  const { settings, assignments } = tenant
  if (!settings.selfService) throw new Refusal('self-service-disabled')
  const group = settings.selfServiceGroup
  const inScope = group === null || assignments.isMember(cloudAnchor, group)
  if (!inScope && !faults.fires('portal-ignores-scope')) throw new Refusal('not-in-scope-group')
}
