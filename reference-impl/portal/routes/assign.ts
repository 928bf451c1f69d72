import type { z } from 'zod'
import { assignmentsAnswer, assignmentsRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { requireAdministratorOf } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import { Refusal } from '../http/refusal.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

/** Licences, roles and groups of users (PWB-LIFE-3, PWB-LIFE-4): all of the list, or nothing of it. */
export const assign: Route = {
  method: 'PUT',
  path: '/tenants/:tenant/assignments',
  operation: 'assign',
  summary: 'Gives users licences, roles and groups.',
  proof: 'bearer',
  request: assignmentsRequest,
  answer: assignmentsAnswer,
  outcomes: TO_ADMINISTRATORS,
  bodyLimitBytes: 4 * 1024 * 1024,
  async handle(portal, call) {
    const { tenant } = await requireAdministratorOf(portal, call, 'changesSettings')
    const { assignments } = readBody(assignmentsRequest, call.body)
    const found = assignments.map((given) => ({ given, user: tenant.users.byName(given.user) }))
    const errors = found.flatMap(({ user }, index) =>
      user === undefined
        ? [
            {
              field: `assignments.${index}.user`,
              problem: 'not in the user list: synchronise first',
            },
          ]
        : [],
    )
    if (errors.length > 0) throw new Refusal('invalid-request', { errors })
    for (const { given, user } of found) {
      if (user !== undefined) tenant.assignments.assign(user.cloudAnchor, given)
    }
    const answer: z.infer<typeof assignmentsAnswer> = { assigned: found.length }
    return ok(answer)
  },
}
