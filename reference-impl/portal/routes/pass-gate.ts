import type { z } from 'zod'
import { type gateAnswer, gateRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../answers.ts'
import { Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import { requireUnlocked } from '../lockout.ts'
import { param, type Route } from './route.ts'

/** A code that proves who the person is; wrong and used ones are refused and counted (PWB-FLOW-2, -7). */
export const passGate: Route = {
  method: 'POST',
  path: '/sessions/:id/gates',
  handle({ sessions }, call) {
    const session = sessions.get(param(call, 'id'))
    const { code } = readBody(gateRequest, call.body)
    const { tenant, user, required } = session
    requireUnlocked(tenant, user)
    if (!tenant.enrolments.accepts(user.cloudAnchor, code)) throw new Refusal('gate-refused')
    session.passed = Math.min(required, session.passed + 1)
    const answer: z.infer<typeof gateAnswer> = { remaining: required - session.passed }
    return ok(answer)
  },
}
