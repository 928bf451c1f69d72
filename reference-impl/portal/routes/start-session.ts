import { type sessionAnswer, sessionRequest } from '../../../harness/contract/portal.ts'
import type { z } from 'zod'
import { ok } from '../answers.ts'
import { Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import { requireUnlocked } from '../lockout.ts'
import type { Portal } from '../portal-state.ts'
import type { Tenant } from '../tenants.ts'
import { isOnPremisesManaged } from '../user-list.ts'
import { requireWriteback } from '../writeback.ts'
import type { Route } from './route.ts'

/** Before the first gate is offered: can a password be set at all now? Costs no message (PWB-FLOW-1). */
async function requireUp({ faults }: Portal, tenant: Tenant) {
  const { link } = requireWriteback(tenant)
  if (!(await link.isUp()) && !faults.fires('portal-skips-up-check')) {
    throw new Refusal('service-down')
  }
}

/** The person says who they are, and is told the gates to pass or why not. */
export const startSession: Route = {
  method: 'POST',
  path: '/sessions',
  async handle(portal, { body }) {
    const { user: name } = readBody(sessionRequest, body)
    const found = portal.tenants.findUser(name)
    if (found === undefined) throw new Refusal('user-unknown')
    const { tenant, user } = found
    const managed = isOnPremisesManaged(user)
    if (!tenant.settings.selfService) throw new Refusal('self-service-disabled')
    if (managed) requireWriteback(tenant)
    if (!tenant.enrolments.isEnrolled(user.cloudAnchor)) throw new Refusal('not-registered')
    requireUnlocked(tenant, user)
    if (managed) await requireUp(portal, tenant)
    const { id, required, expiresAt } = portal.sessions.open(tenant, user)
    const answer: z.infer<typeof sessionAnswer> = {
      sessionId: id,
      gates: ['totp'],
      required,
      expiresAt,
    }
    return ok(answer)
  },
}
