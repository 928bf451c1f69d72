import { synchronisationRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../answers.ts'
import { requireAgent } from '../authorize.ts'
import { readBody } from '../body.ts'
import type { Route } from './route.ts'

/** One page of the user list, from the tenant's agent. */
export const synchronise: Route = {
  method: 'POST',
  path: '/synchronisation',
  bodyLimitBytes: 8 * 1024 * 1024,
  handle(portal, { authorization, body }) {
    const tenant = requireAgent(portal, authorization)
    return ok(tenant.users.upload(readBody(synchronisationRequest, body)))
  },
}
