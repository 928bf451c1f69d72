import { onboardingRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../answers.ts'
import { Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import type { Caller } from '../tokens.ts'
import type { Route } from './route.ts'

const isEligible = ({ isGlobalAdministrator, source }: Caller) =>
  isGlobalAdministrator && source === 'cloud'

/** Enabling and disabling, by a global administrator created in the cloud (PWB-LIFE-1, PWB-MSG-2). */
export const onboard: Route = {
  method: 'POST',
  path: '/onboarding',
  async handle({ tokens, tenants, onboarding }, { authorization, body }) {
    const caller = await tokens.verify(authorization)
    if (!isEligible(caller)) throw new Refusal('administrator-not-eligible')
    const request = readBody(onboardingRequest, body)
    if (request.tenant !== caller.tenant) throw new Refusal('forbidden')
    return ok(await onboarding.perform(tenants.get(request.tenant), request))
  },
}
