import type { z } from 'zod'
import { cloudUsersAnswer, cloudUsersRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { requireAdministratorOf } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import { Refusal } from '../http/refusal.ts'
import { isOnPremisesManaged } from '../onboarding/user-list.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

/** Accounts of the cloud only (PWB-MODE-4): all of the list, or nothing of it. */
export const createCloudUsers: Route = {
  method: 'PUT',
  path: '/tenants/:tenant/cloud-users',
  operation: 'create-cloud-users',
  summary: 'Makes accounts that exist in the cloud only, or sets their passwords.',
  proof: 'bearer',
  request: cloudUsersRequest,
  answer: cloudUsersAnswer,
  outcomes: TO_ADMINISTRATORS,
  bodyLimitBytes: 4 * 1024 * 1024,
  async handle(portal, call) {
    const { tenant } = await requireAdministratorOf(portal, call, 'changesSettings')
    const { users } = readBody(cloudUsersRequest, call.body)
    const errors = users.flatMap(({ userPrincipalName }, index) => {
      const known = tenant.users.byName(userPrincipalName)
      if (known === undefined || !isOnPremisesManaged(known)) return []
      return [
        { field: `users.${index}.userPrincipalName`, problem: 'is synchronised from on premises' },
      ]
    })
    if (errors.length > 0) throw new Refusal('invalid-request', { errors })
    const made = tenant.users.cloudUsers(users.map(({ userPrincipalName }) => userPrincipalName))
    await Promise.all(
      made.map(({ cloudAnchor }, index) =>
        tenant.cloudPasswords.replace(cloudAnchor, users[index]?.password ?? ''),
      ),
    )
    const answer: z.infer<typeof cloudUsersAnswer> = { created: made.length }
    return ok(answer)
  },
}
