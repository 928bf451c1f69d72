import { onboardingAnswer, onboardingRequest } from '../../../harness/contract/portal.ts'
import { ok } from '../http/answers.ts'
import { requireAgent } from '../access/authorize.ts'
import { readBody } from '../http/body.ts'
import type { Portal } from '../portal-state.ts'
import { Refusal } from '../http/refusal.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { TO_ADMINISTRATORS } from './outcome-sets.ts'
import type { Call, Route } from './route.ts'

interface Asking {
  readonly tenant: Tenant
  /** An administrator who may do all of it; the agent itself only rolls its keys over. */
  readonly eligible: boolean
  readonly isAgent: boolean
}

async function whoAsks(portal: Portal, { authorization, audit }: Call): Promise<Asking> {
  if (/^Basic /i.test(authorization ?? '')) {
    const tenant = requireAgent(portal, authorization)
    audit({ tenant, actor: 'agent' })
    return { tenant, eligible: false, isAgent: true }
  }
  const caller = await portal.tokens.verify(authorization)
  const tenant = portal.tenants.get(caller.tenant)
  audit({ tenant, actor: caller.subject })
  const eligible = caller.isGlobalAdministrator && caller.source === 'cloud'
  return { tenant, eligible, isAgent: false }
}

/**
 * Enabling, disabling and rollover, by a global administrator created in the cloud (PWB-LIFE-1,
 * PWB-MSG-2, PWB-KEY-5); a rollover also by the agent, which has its keys' age in view.
 */
export const onboard: Route = {
  method: 'POST',
  path: '/onboarding',
  operation: 'onboard',
  summary:
    'Enables writeback, disables it, or rolls its keys over: one request and one answer each.',
  proof: 'bearer-or-basic',
  request: onboardingRequest,
  answer: onboardingAnswer,
  outcomes: [
    ...TO_ADMINISTRATORS,
    'administrator-not-eligible',
    'tool-retired',
    'not-licensed',
    'writeback-disabled',
    'relay-unavailable',
  ],
  async handle(portal, call) {
    const { tenant, eligible, isAgent } = await whoAsks(portal, call)
    const mayAsk = eligible || isAgent || portal.faults.fires('portal-onboards-anyone')
    if (!mayAsk) throw new Refusal('administrator-not-eligible')
    const request = readBody(onboardingRequest, call.body)
    if (isAgent && request.action !== 'rollover') throw new Refusal('administrator-not-eligible')
    if (request.tenant !== tenant.name) throw new Refusal('forbidden')
    return ok(await portal.onboarding.perform(tenant, request))
  },
}
