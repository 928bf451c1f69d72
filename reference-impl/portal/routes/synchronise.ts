import { synchronisationAnswer, synchronisationRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { requireAgent } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import type { Route } from './route.ts'

/** One page of the user list, from the tenant's agent. */
export const synchronise: Route = {
  method: 'POST',
  path: '/synchronisation',
  operation: 'synchronise',
  summary: 'One page of the tenant’s user list; the last one puts the whole list in force.',
  proof: 'basic',
  request: synchronisationRequest,
  answer: synchronisationAnswer,
  outcomes: ['invalid-token'],
  bodyLimitBytes: 8 * 1024 * 1024,
  handle(portal, { authorization, body, audit }) {
    const tenant = requireAgent(portal, authorization)
    audit({ tenant, actor: 'agent' })
    return ok(tenant.users.upload(readBody(synchronisationRequest, body)))
  },
}
