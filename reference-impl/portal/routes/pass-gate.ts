import type { z } from 'zod'
import { gateAnswer, gateRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { readBody } from '../http/body.ts'
import { Refusal } from '../http/refusal.ts'
import { countFailedGate, requireUnlocked } from '../access/throttles.ts'
import { param, type Route } from './route.ts'

/** A code that proves who the person is; wrong and used ones are refused and counted (PWB-FLOW-2, -7). */
export const passGate: Route = {
  method: 'POST',
  path: '/sessions/:id/gates',
  operation: 'pass-gate',
  summary: 'Passes one gate by a one-time code; each code is good once.',
  proof: 'id',
  request: gateRequest,
  answer: gateAnswer,
  outcomes: ['session-unknown', 'gate-refused', 'too-many-attempts'],
  handle({ sessions, faults }, call) {
    const session = sessions.get(param(call, 'id'))
    const { tenant, user, required } = session
    call.audit({ tenant, actor: user.userPrincipalName })
    const { code } = readBody(gateRequest, call.body)
    requireUnlocked(tenant, user)
    const reuse = faults.fires('portal-takes-used-code')
    const accepted = tenant.enrolments.accepts(user.cloudAnchor, code, reuse)
    if (!accepted && !faults.fires('portal-takes-any-code')) {
      if (!faults.fires('portal-never-locks-out')) countFailedGate(tenant, user)
      throw new Refusal('gate-refused')
    }
    session.passed = Math.min(required, session.passed + 1)
    const answer: z.infer<typeof gateAnswer> = { remaining: required - session.passed }
    return ok(answer)
  },
}
