import { createHash, timingSafeEqual } from 'node:crypto'
import { Refusal } from '../http/refusal.ts'
import type { Portal } from '../portal-state.ts'
import { type Call, param } from '../routes/route.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import type { Caller } from './tokens.ts'

type Right = Parameters<Caller['may']>[0]

/**
 * The caller, who must hold the right in a tenant served here (PWB-FLOW-8); throws `forbidden`. Either way
 * the caller's tenant has it in its audit log.
 */
export async function requireAdministrator(
  { tokens, tenants, faults }: Portal,
  { authorization, audit }: Call,
  right: Right,
): Promise<{ caller: Caller; tenant: Tenant }> {
  const caller = await tokens.verify(authorization)
  const tenant = tenants.get(caller.tenant)
  audit({ tenant, actor: caller.subject })
  if (!caller.may(right) && !faults.fires('portal-ignores-roles')) throw new Refusal('forbidden')
  return { caller, tenant }
}

/** The same for the tenant that the address names: an administrator rules over the own tenant only. */
export async function requireAdministratorOf(
  portal: Portal,
  call: Call,
  right: Right,
): Promise<{ caller: Caller; tenant: Tenant }> {
  const allowed = await requireAdministrator(portal, call, right)
  if (allowed.tenant.name !== param(call, 'tenant')) throw new Refusal('forbidden')
  return allowed
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

/** The tenant whose agent uploads (HTTP Basic, tenant and synchronisation secret); throws `invalid-token`. */
export function requireAgent(
  { tenants, synchronisationVerifiers }: Portal,
  authorization: string | undefined,
): Tenant {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1] ?? ''
  const credential = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = credential.indexOf(':')
  const name = credential.slice(0, Math.max(0, colon))
  const verifier = Object.hasOwn(synchronisationVerifiers, name)
    ? synchronisationVerifiers[name]
    : undefined
  const tenant = tenants.find(name)
  const expected = Buffer.from(verifier ?? '', 'hex')
  const given = sha256(credential.slice(colon + 1))
  const matches = expected.length === given.length && timingSafeEqual(expected, given)
  if (tenant === undefined || !matches) throw new Refusal('invalid-token')
  return tenant
}
