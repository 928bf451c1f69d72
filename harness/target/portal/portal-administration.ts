import type { z } from 'zod'
import type { assignmentsRequest, cloudUsersRequest } from '../../contract/portal.ts'
import type { TenantSettings } from '../../contract/tenant-settings.ts'

type Call<A> = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: Readonly<Record<string, unknown>>,
  headers?: Record<string, string>,
) => Promise<A>

export type Assignment = z.infer<typeof assignmentsRequest>['assignments'][number]
type CloudUser = z.infer<typeof cloudUsersRequest>['users'][number]

/** Whose tenant, and the token that opens it. */
interface Of {
  readonly token: string
  readonly tenant: string
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** What a tenant's administrators ask of a portal; a refusal is an answer, as everywhere. */
export const administrationOf = <A>(call: Call<A>) => ({
  enrol: ({
    token,
    tenant,
    methods,
  }: Of & { methods: readonly { user: string; totpSecret: string }[] }) =>
    call('PUT', `/tenants/${tenant}/authentication-methods`, { methods }, bearer(token)),

  settings: ({ token, tenant }: Of) =>
    call('GET', `/tenants/${tenant}/settings`, undefined, bearer(token)),

  /** Unchecked: a check may send what is wrong. */
  changeSettings: ({
    token,
    tenant,
    changes,
  }: Of & { changes: Partial<Record<keyof TenantSettings, unknown>> }) =>
    call('PUT', `/tenants/${tenant}/settings`, changes, bearer(token)),

  assign: ({ token, tenant, assignments }: Of & { assignments: readonly Assignment[] }) =>
    call('PUT', `/tenants/${tenant}/assignments`, { assignments }, bearer(token)),

  createCloudUsers: ({ token, tenant, users }: Of & { users: readonly CloudUser[] }) =>
    call('PUT', `/tenants/${tenant}/cloud-users`, { users }, bearer(token)),

  /** A page of the tenant's audit log: operations, or every read of its symmetric key. */
  audit: ({ token, tenant, log, after }: Of & { log: 'operations' | 'key-reads'; after: number }) =>
    call('GET', `/tenants/${tenant}/audit?log=${log}&after=${after}`, undefined, bearer(token)),
  /** Enabling and disabling as the agent does it: the body is the contract's `onboardingRequest`. */
  onboard: (token: string, request: Readonly<Record<string, unknown>>) =>
    call('POST', '/onboarding', request, bearer(token)),
})
