import { auditAnswer, auditQuery } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { requireAdministratorOf } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

/** The tenant's audit log, a page at a time; that it was read is in it too. */
export const readAudit: Route = {
  method: 'GET',
  path: '/tenants/:tenant/audit',
  operation: 'read-audit',
  summary: 'Who asked for what, with which outcome; or every read of the symmetric key.',
  proof: 'bearer',
  query: auditQuery,
  answer: auditAnswer,
  outcomes: TO_ADMINISTRATORS,
  async handle(portal, call) {
    const { tenant } = await requireAdministratorOf(portal, call, 'resetsUsers')
    const { log, after } = readBody(auditQuery, call.query)
    return ok(tenant.audit[log].read(after))
  },
}
