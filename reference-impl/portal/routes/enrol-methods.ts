import type { z } from 'zod'
import { enrolAnswer, enrolRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { type FieldProblem, Refusal } from '../http/refusal.ts'
import { requireAdministratorOf } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { readTotpSecret } from '../sessions/totp.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

type Method = z.infer<typeof enrolRequest>['methods'][number]

function readMethod({ users }: Tenant, { user, totpSecret }: Method, index: number) {
  const found = users.byName(user)
  const secret = readTotpSecret(totpSecret)
  const errors: FieldProblem[] = []
  if (found === undefined) {
    errors.push({
      field: `methods.${index}.user`,
      problem: 'not in the user list: synchronise first',
    })
  }
  if (secret === null) {
    errors.push({ field: `methods.${index}.totpSecret`, problem: 'base32 of at least 16 bytes' })
  }
  const method = found && secret && { cloudAnchor: found.cloudAnchor, secret }
  return { method, errors }
}

/** What users prove themselves with: all of the list, or nothing of it. */
export const enrolMethods: Route = {
  method: 'PUT',
  path: '/tenants/:tenant/authentication-methods',
  operation: 'enrol-methods',
  summary: 'Enrols what users prove themselves with: base32 TOTP secrets.',
  proof: 'bearer',
  request: enrolRequest,
  answer: enrolAnswer,
  outcomes: TO_ADMINISTRATORS,
  bodyLimitBytes: 4 * 1024 * 1024,
  async handle(portal, call) {
    const { tenant } = await requireAdministratorOf(portal, call, 'resetsUsers')
    const { methods } = readBody(enrolRequest, call.body)
    const read = methods.map((method, index) => readMethod(tenant, method, index))
    const errors = read.flatMap((one) => one.errors)
    if (errors.length > 0) throw new Refusal('invalid-request', { errors })
    for (const { method } of read) {
      if (method) {
        tenant.enrolments.enrol(method.cloudAnchor, method.secret)
        tenant.throttles.gates.forget(method.cloudAnchor)
      }
    }
    const answer: z.infer<typeof enrolAnswer> = { enrolled: methods.length }
    return ok(answer)
  },
}
