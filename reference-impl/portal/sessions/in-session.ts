import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import { OUTCOMES } from '../../../harness/contract/outcomes.ts'
import type { Answer } from '../http/answers.ts'
import { type Asked, performOperation } from '../operations/perform-operation.ts'
import type { Portal } from '../portal-state.ts'
import { OVERLOADED, Refusal } from '../http/refusal.ts'
import type { Session } from './sessions.ts'
import { countSubmission, requireUnlocked } from '../access/throttles.ts'
import type { WriteBackRequest } from '../operations/writeback.ts'

/** The session, with its gates passed; throws `gates-not-passed` (PWB-FLOW-2). */
export function requireGatesPassed({ faults }: Portal, session: Session) {
  if (session.passed < session.required && !faults.fires('portal-skips-gates')) {
    throw new Refusal('gates-not-passed')
  }
}

/** What was refused can be tried again in the same session (PWB-FLOW-5); an unlock is no refusal. */
const isOver = ({ faults }: Portal, code: OutcomeCode) =>
  OUTCOMES[code].changed !== false ||
  code === 'unlocked' ||
  faults.fires('portal-ends-session-on-refusal')

/** One operation of the session's own account: counted, one at a time, and the last one if it succeeds. */
export async function performInSession(
  portal: Portal,
  session: Session,
  request: WriteBackRequest,
  { trackingId, origin }: Pick<Asked, 'trackingId' | 'origin'>,
): Promise<Answer> {
  const { tenant, user } = session
  requireUnlocked(tenant, user)
  if (session.submitting) throw new Refusal('overloaded', OVERLOADED)
  session.submitting = true
  countSubmission(tenant, user)
  try {
    const { code, answer } = await performOperation(portal, {
      tenant,
      user,
      ...request,
      origin,
      trackingId,
    })
    if (isOver(portal, code)) portal.sessions.end(session)
    return answer
  } finally {
    session.submitting = false
  }
}
