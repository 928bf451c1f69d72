import type { z } from 'zod'
import { signInAnswer, signInRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { readBody } from '../http/body.ts'
import { Refusal } from '../http/refusal.ts'
import { countFailedSignIn, requireSignInOpen } from '../access/throttles.ts'
import type { User } from '../onboarding/user-list.ts'
import type { Route } from './route.ts'

/** Federated and pass-through accounts have no password in the cloud. */
const isHeldInCloud = ({ mode }: User) => mode === 'hash-synchronised' || mode === 'cloud-only'

/** Tries a password against the cloud's own copy (PWB-MODE-2, PWB-MODE-4, PWB-MODE-6). */
export const signIn: Route = {
  method: 'POST',
  path: '/sign-in',
  operation: 'sign-in',
  summary: 'Tells whether the cloud’s copy of the account’s password is the one given.',
  proof: 'none',
  request: signInRequest,
  answer: signInAnswer,
  outcomes: [
    'sign-in-refused',
    'signs-in-on-premises',
    'must-change-password',
    'too-many-attempts',
    'overloaded',
  ],
  async handle({ tenants, cloudPasswordWork }, { body, audit }) {
    const { user: name, password } = readBody(signInRequest, body)
    const found = tenants.findUser(name)
    if (found === undefined) throw new Refusal('sign-in-refused')
    const { tenant, user } = found
    audit({ tenant, actor: user.userPrincipalName })
    if (!isHeldInCloud(user)) throw new Refusal('signs-in-on-premises')
    requireSignInOpen(tenant, user)
    const tried = await cloudPasswordWork.run(() =>
      tenant.cloudPasswords.try(user.cloudAnchor, password),
    )
    if (tried === 'wrong') {
      countFailedSignIn(tenant, user)
      throw new Refusal('sign-in-refused')
    }
    tenant.throttles.signIns.forget(user.cloudAnchor)
    if (tried === 'must-change') throw new Refusal('must-change-password')
    const answer: z.infer<typeof signInAnswer> = { signedIn: true }
    return ok(answer)
  },
}
