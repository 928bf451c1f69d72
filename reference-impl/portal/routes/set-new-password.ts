import { newPasswordRequest, operationAnswer } from '../../../harness/contract/portal.ts'
import { readBody } from '../http/body.ts'
import { performInSession, requireGatesPassed } from '../sessions/in-session.ts'
import { Refusal } from '../http/refusal.ts'
import { IN_SESSION, SETS_PASSWORD } from './outcome-sets.ts'
import { param, type Route } from './route.ts'

/** The new password, once all gates are passed. */
export const setNewPassword: Route = {
  method: 'POST',
  path: '/sessions/:id/password',
  operation: 'user-reset',
  summary: 'Sets a new password; after a refusal it can be asked again in the same session.',
  proof: 'id',
  request: newPasswordRequest,
  answer: operationAnswer,
  outcomes: [...IN_SESSION, 'confirmation-mismatch', ...SETS_PASSWORD],
  handle(portal, call) {
    const session = portal.sessions.get(param(call, 'id'))
    const { tenant, user } = session
    call.audit({ tenant, actor: user.userPrincipalName })
    requireGatesPassed(portal, session)
    const { newPassword, confirmation } = readBody(newPasswordRequest, call.body)
    if (newPassword !== confirmation && !portal.faults.fires('portal-ignores-confirmation')) {
      throw new Refusal('confirmation-mismatch')
    }
    return performInSession(
      portal,
      session,
      { operation: 'user-reset', mustChangeAtNextLogon: false, newPassword },
      // Only the password reset portal starts sessions, and its resets are written back (PWB-OPS-3).
      { origin: 'written-back', trackingId: call.trackingId },
    )
  },
}
