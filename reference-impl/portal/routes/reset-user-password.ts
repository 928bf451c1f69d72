import { administratorResetRequest, operationAnswer } from '../../../harness/contract/portal.ts'
import { requireAdministrator } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import { believing, isWrittenBack } from '../access/origin.ts'
import { performOperation } from '../operations/perform-operation.ts'
import { Refusal } from '../http/refusal.ts'
import { SETS_PASSWORD, TO_ADMINISTRATORS } from './outcome-sets.ts'
import { param, type Route } from './route.ts'

/** An administrator's reset of a user of the own tenant; the token's client decides the origin (PWB-OPS-11). */
export const resetUserPassword: Route = {
  method: 'POST',
  path: '/users/:user/password-resets',
  operation: 'administrator-reset',
  summary: 'Resets a user’s password, and has it changed at the next logon if so wanted.',
  proof: 'bearer',
  request: administratorResetRequest,
  answer: operationAnswer,
  outcomes: [...TO_ADMINISTRATORS, 'user-unknown', 'origin-not-written-back', ...SETS_PASSWORD],
  async handle(portal, call) {
    const { trackingId } = call
    const name = param(call, 'user')
    const { caller: proven, tenant } = await requireAdministrator(portal, call, 'resetsUsers')
    call.audit({ tenant, actor: proven.subject, target: name })
    const user = tenant.users.byName(name)
    if (user === undefined) {
      const hides = portal.faults.fires('portal-hides-unknown-users')
      throw new Refusal(hides ? 'directory-unavailable' : 'user-unknown')
    }
    const { caller, body } = believing(portal.faults, proven, call.body)
    const { newPassword, mustChangeAtNextLogon } = readBody(administratorResetRequest, body)
    const { origin } = caller
    if (origin === 'azure-classic-portal' && portal.faults.fires('portal-ignores-classic-portal')) {
      return portal.answers.outcome(portal.operations.record('changed'), trackingId)
    }
    const { answer } = await performOperation(portal, {
      tenant,
      user,
      operation: 'administrator-reset',
      mustChangeAtNextLogon,
      newPassword,
      origin: isWrittenBack(portal, caller, 'administrator'),
      trackingId,
    })
    return answer
  },
}
