import { newPasswordRequest } from '../../../harness/contract/portal.ts'
import { OUTCOMES } from '../../../harness/contract/outcomes.ts'
import type { Answer } from '../answers.ts'
import { OVERLOADED, Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import type { Portal } from '../portal-state.ts'
import type { Session } from '../sessions.ts'
import { setPassword } from '../set-password.ts'
import { param, type Route } from './route.ts'

async function submit(
  portal: Portal,
  session: Session,
  newPassword: string,
  trackingId: string,
): Promise<Answer> {
  const { tenant, user } = session
  session.submitting = true
  try {
    const { code, answer } = await setPassword(portal, {
      tenant,
      user,
      operation: 'user-reset',
      mustChangeAtNextLogon: false,
      newPassword,
      // Only the password reset portal starts sessions, and its resets are written back (PWB-OPS-3).
      writtenBack: true,
      trackingId,
    })
    // After a refusal the person tries again in the same session (PWB-FLOW-5).
    const refused = OUTCOMES[code].changed === false
    if (!refused) portal.sessions.end(session)
    return answer
  } finally {
    session.submitting = false
  }
}

/** The new password, once all gates are passed. */
export const setNewPassword: Route = {
  method: 'POST',
  path: '/sessions/:id/password',
  handle(portal, call) {
    const session = portal.sessions.get(param(call, 'id'))
    if (session.passed < session.required) throw new Refusal('gates-not-passed')
    const { newPassword, confirmation } = readBody(newPasswordRequest, call.body)
    if (newPassword !== confirmation) throw new Refusal('confirmation-mismatch')
    if (session.submitting) throw new Refusal('overloaded', OVERLOADED)
    return submit(portal, session, newPassword, call.trackingId)
  },
}
