import { ORIGINS } from '../../../harness/contract/origins.ts'
import { administratorResetRequest } from '../../../harness/contract/portal.ts'
import { Refusal } from '../refusal.ts'
import { requireAdministrator } from '../authorize.ts'
import { readBody } from '../body.ts'
import { setPassword } from '../set-password.ts'
import { param, type Route } from './route.ts'

/** An administrator's reset of a user of the own tenant; the token's client decides the origin (PWB-OPS-11). */
export const resetUserPassword: Route = {
  method: 'POST',
  path: '/users/:user/password-resets',
  async handle(portal, call) {
    const { authorization, trackingId } = call
    const { caller, tenant } = await requireAdministrator(portal, authorization, 'resetsUsers')
    const user = tenant.users.byName(param(call, 'user'))
    if (user === undefined) throw new Refusal('user-unknown')
    const { newPassword, mustChangeAtNextLogon } = readBody(administratorResetRequest, call.body)
    const { origin } = caller
    if (origin === 'azure-classic-portal' && portal.faults.fires('portal-ignores-classic-portal')) {
      return portal.answers.outcome(portal.operations.record('changed'), trackingId)
    }
    const { answer } = await setPassword(portal, {
      tenant,
      user,
      operation: 'administrator-reset',
      mustChangeAtNextLogon,
      newPassword,
      writtenBack: origin !== null && ORIGINS[origin].administrator,
      trackingId,
    })
    return answer
  },
}
