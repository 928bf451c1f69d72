import { ORIGINS } from '../../../harness/contract/origins.ts'
import { changeRequest } from '../../../harness/contract/portal.ts'
import { Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import { setPassword } from '../set-password.ts'
import type { Route } from './route.ts'

/** A user's own change: the account that the token names, and no other (PWB-FLOW-8). */
export const changePassword: Route = {
  method: 'POST',
  path: '/me/password',
  async handle(portal, { authorization, body, trackingId }) {
    const { tokens, tenants } = portal
    const caller = await tokens.verify(authorization)
    const tenant = tenants.get(caller.tenant)
    const user = tenant.users.byName(caller.subject)
    if (user === undefined) throw new Refusal('user-unknown')
    const passwords = readBody(changeRequest, body)
    const { answer } = await setPassword(portal, {
      tenant,
      user,
      operation: 'change',
      mustChangeAtNextLogon: false,
      ...passwords,
      writtenBack: caller.origin !== null && ORIGINS[caller.origin].user,
      trackingId,
    })
    return answer
  },
}
