import {
  tenantSettingsChange,
  tenantSettingsSchema,
} from '../../../harness/contract/tenant-settings.ts'
import { ok } from '../http/answers.ts'
import { requireAdministratorOf } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import type { Portal } from '../portal-state.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

const common = {
  path: '/tenants/:tenant/settings',
  proof: 'bearer',
  answer: tenantSettingsSchema,
  outcomes: TO_ADMINISTRATORS,
} as const

export const readSettings: Route = {
  ...common,
  method: 'GET',
  operation: 'read-settings',
  summary: 'The tenant’s switches and limits.',
  async handle(portal, call) {
    const { tenant } = await requireAdministratorOf(portal, call, 'changesSettings')
    return ok(tenant.settings)
  },
}

/** The fault that does not wait for the whole body to be right. */
function applyIfFaulty({ faults }: Portal, tenant: Tenant, body: unknown) {
  if (typeof body !== 'object' || body === null || !('unlockWithoutReset' in body)) return
  if (!faults.fires('portal-applies-refused-change')) return
  tenant.settings = { ...tenant.settings, unlockWithoutReset: body.unlockWithoutReset === true }
}

/** The tenant switches; only a global administrator changes them (PWB-LIFE-10). */
export const changeSettings: Route = {
  ...common,
  method: 'PUT',
  operation: 'change-settings',
  summary:
    'Changes the settings that are named, all of them or none; answers all as they are then.',
  request: tenantSettingsChange,
  async handle(portal, call) {
    const lesser = portal.faults.fires('portal-lets-lesser-administrators-switch')
    const right = lesser ? 'resetsUsers' : 'changesSettings'
    const { tenant } = await requireAdministratorOf(portal, call, right)
    applyIfFaulty(portal, tenant, call.body)
    const changes = readBody(tenantSettingsChange, call.body)
    if (changes.writeback !== undefined && portal.faults.fires('portal-ties-switches')) {
      changes.unlockWithoutReset = changes.writeback
    }
    tenant.settings = tenantSettingsSchema.parse({ ...tenant.settings, ...changes })
    tenant.cloudPasswords.catchUp()
    return ok(tenant.settings)
  },
}
