import { onboardingAnswer, onboardingRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../answers.ts'
import { Refusal } from '../refusal.ts'
import { readBody } from '../body.ts'
import type { Caller } from '../tokens.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Route } from './route.ts'

const isEligible = ({ isGlobalAdministrator, source }: Caller) =>
  isGlobalAdministrator && source === 'cloud'

/** Enabling, disabling and rollover, by a global administrator created in the cloud (PWB-LIFE-1, PWB-MSG-2). */
export const onboard: Route = {
  method: 'POST',
  path: '/onboarding',
  operation: 'onboard',
  summary:
    'Enables writeback, disables it, or rolls its keys over: one request and one answer each.',
  proof: 'bearer',
  request: onboardingRequest,
  answer: onboardingAnswer,
  outcomes: [
    ...TO_ADMINISTRATORS,
    'administrator-not-eligible',
    'tool-retired',
    'not-licensed',
    'writeback-disabled',
  ],
  async handle({ tokens, tenants, onboarding, faults }, { authorization, body, audit }) {
    const caller = await tokens.verify(authorization)
    const tenant = tenants.get(caller.tenant)
    audit({ tenant, actor: caller.subject })
    if (!isEligible(caller) && !faults.fires('portal-onboards-anyone'))
      throw new Refusal('administrator-not-eligible')
    const request = readBody(onboardingRequest, body)
    if (request.tenant !== caller.tenant) throw new Refusal('forbidden')
    return ok(await onboarding.perform(tenant, request))
  },
}
