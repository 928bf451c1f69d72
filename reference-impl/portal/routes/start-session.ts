import type { z } from 'zod'
import { sessionAnswer, sessionRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { readBody } from '../http/body.ts'
import { gatesFor, requireResetLicence, requireSelfService } from '../access/eligibility.ts'
import type { Portal } from '../portal-state.ts'
import { Refusal } from '../http/refusal.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { requireUnlocked } from '../access/throttles.ts'
import { isOnPremisesManaged, type User } from '../onboarding/user-list.ts'
import { requireWriteback, writeBack } from '../operations/writeback.ts'
import type { Route } from './route.ts'

/** Before the first gate is offered: can a password be set at all now? Costs no message (PWB-FLOW-1). */
async function requireUp({ faults }: Portal, tenant: Tenant) {
  const { link } = requireWriteback(faults, tenant)
  if (!(await link.isUp()) && !faults.fires('portal-skips-up-check')) {
    throw new Refusal('service-down')
  }
}

/** The fault that costs a message. */
function askAgentIfFaulty(portal: Portal, tenant: Tenant, user: User) {
  if (!portal.faults.fires('portal-asks-agent-whether-up')) return
  const request = { operation: 'unlock', mustChangeAtNextLogon: false } as const
  void writeBack(portal, { tenant, user, trackingId: '', ...request }).catch(() => undefined)
}

/** Everything that must hold before the first gate, in the order in which it is told. */
async function gatesToPass(portal: Portal, tenant: Tenant, user: User): Promise<number> {
  const { faults } = portal
  const managed = isOnPremisesManaged(user)
  requireSelfService(faults, tenant, user)
  const required = gatesFor(tenant, user)
  requireResetLicence(portal, tenant, user)
  if (managed) requireWriteback(faults, tenant)
  if (!tenant.enrolments.isEnrolled(user.cloudAnchor)) throw new Refusal('not-registered')
  requireUnlocked(tenant, user)
  if (managed) {
    askAgentIfFaulty(portal, tenant, user)
    await requireUp(portal, tenant)
  }
  return required
}

/** The person says who they are, and is told the gates to pass or why not. */
export const startSession: Route = {
  method: 'POST',
  path: '/sessions',
  operation: 'start-session',
  summary: 'Says who asks for self-service; answers the gates to pass, or why there are none.',
  proof: 'none',
  request: sessionRequest,
  answer: sessionAnswer,
  outcomes: [
    'user-unknown',
    'self-service-disabled',
    'not-in-scope-group',
    'no-reset-policy',
    'not-licensed',
    'writeback-disabled',
    'not-registered',
    'too-many-attempts',
    'service-down',
    'overloaded',
  ],
  async handle(portal, { body, audit }) {
    const { user: name } = readBody(sessionRequest, body)
    const found = portal.tenants.findUser(name)
    if (found === undefined) throw new Refusal('user-unknown')
    const { tenant, user } = found
    audit({ tenant, actor: user.userPrincipalName })
    const gates = await gatesToPass(portal, tenant, user)
    const { id, required, expiresAt } = portal.sessions.open(tenant, user, gates)
    const answer: z.infer<typeof sessionAnswer> = {
      sessionId: id,
      gates: ['totp'],
      required,
      expiresAt,
    }
    return ok(answer)
  },
}
