import { operationAnswer, unlockRequest } from '../../../harness/contract/portal.ts'
import { readBody } from '../http/body.ts'
import { performInSession, requireGatesPassed } from '../sessions/in-session.ts'
import { IN_SESSION, WRITTEN_BACK } from './outcome-sets.ts'
import { param, type Route } from './route.ts'

/** Unlocks the account and leaves its password, where the tenant's switch allows it (PWB-OPS-9). */
export const unlockAccount: Route = {
  method: 'POST',
  path: '/sessions/:id/unlock',
  operation: 'unlock',
  summary: 'Unlocks the account without a new password; the gates are the same as for a reset.',
  proof: 'id',
  request: unlockRequest,
  answer: operationAnswer,
  outcomes: [...IN_SESSION, ...WRITTEN_BACK],
  handle(portal, call) {
    const session = portal.sessions.get(param(call, 'id'))
    const { tenant, user } = session
    call.audit({ tenant, actor: user.userPrincipalName })
    requireGatesPassed(portal, session)
    readBody(unlockRequest, call.body ?? {})
    return performInSession(
      portal,
      session,
      { operation: 'unlock', mustChangeAtNextLogon: false },
      { origin: 'written-back', trackingId: call.trackingId },
    )
  },
}
