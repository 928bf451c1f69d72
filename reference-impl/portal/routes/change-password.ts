import { changeRequest, operationAnswer } from '../../../harness/contract/portal.ts'
import { readBody } from '../http/body.ts'
import { isWrittenBack } from '../access/origin.ts'
import { performOperation } from '../operations/perform-operation.ts'
import { Refusal } from '../http/refusal.ts'
import { SETS_PASSWORD } from './outcome-sets.ts'
import type { Route } from './route.ts'

/**
 * A user's own change, voluntary or forced (PWB-OPS-1, PWB-OPS-2): the account that the token names, and
 * no other (PWB-FLOW-8).
 */
export const changePassword: Route = {
  method: 'POST',
  path: '/me/password',
  operation: 'change',
  summary: 'Changes the own password, the present one known; also where it must be changed.',
  proof: 'bearer',
  request: changeRequest,
  answer: operationAnswer,
  outcomes: [
    'invalid-token',
    'forbidden',
    'user-unknown',
    'origin-not-written-back',
    ...SETS_PASSWORD,
  ],
  async handle(portal, { authorization, body, trackingId, audit }) {
    const { tokens, tenants } = portal
    const caller = await tokens.verify(authorization)
    const tenant = tenants.get(caller.tenant)
    audit({ tenant, actor: caller.subject })
    const user = tenant.users.byName(caller.subject)
    if (user === undefined) throw new Refusal('user-unknown')
    const passwords = readBody(changeRequest, body)
    const { answer } = await performOperation(portal, {
      tenant,
      user,
      operation: 'change',
      mustChangeAtNextLogon: false,
      ...passwords,
      origin: isWrittenBack(portal, caller, 'user'),
      trackingId,
    })
    return answer
  },
}
