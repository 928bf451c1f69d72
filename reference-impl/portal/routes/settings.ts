import { z } from 'zod'
import { portalConfigSchema, type TenantSettings } from '../../../harness/contract/role-config.ts'
import { ok } from '../answers.ts'
import { requireAdministratorOf } from '../authorize.ts'
import { readBody } from '../body.ts'
import { param, type Route } from './route.ts'

const settingsSchema = portalConfigSchema.shape.tenants.element.shape.settings.unwrap()
const { shape } = settingsSchema
/** Any of the settings. Without the schema's defaults: what is not named stays as it is. */
const changesSchema = z.strictObject({
  writeback: shape.writeback.unwrap().optional(),
  selfService: shape.selfService.unwrap().optional(),
  unlockWithoutReset: shape.unlockWithoutReset.unwrap().optional(),
  gates: shape.gates.unwrap().optional(),
} satisfies Record<keyof TenantSettings, z.ZodType>)

const path = '/tenants/:tenant/settings'

export const readSettings: Route = {
  method: 'GET',
  path,
  async handle(portal, call) {
    const name = param(call, 'tenant')
    const tenant = await requireAdministratorOf(portal, call.authorization, 'changesSettings', name)
    return ok(tenant.settings)
  },
}

/** The tenant switches; only a global administrator changes them (PWB-LIFE-10). */
export const changeSettings: Route = {
  method: 'PUT',
  path,
  async handle(portal, call) {
    const name = param(call, 'tenant')
    const tenant = await requireAdministratorOf(portal, call.authorization, 'changesSettings', name)
    const changes = readBody(changesSchema, call.body)
    tenant.settings = settingsSchema.parse({ ...tenant.settings, ...changes })
    return ok(tenant.settings)
  },
}
