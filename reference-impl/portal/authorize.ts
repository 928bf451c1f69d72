import { createHash, timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusal.ts'
import type { Portal } from './portal-state.ts'
import type { Tenant } from './tenants.ts'
import type { Caller } from './tokens.ts'

type Right = Parameters<Caller['may']>[0]

/** The caller, who must hold the right in a tenant served here (PWB-FLOW-8); throws `forbidden`. */
export async function requireAdministrator(
  { tokens, tenants }: Portal,
  authorization: string | undefined,
  right: Right,
): Promise<{ caller: Caller; tenant: Tenant }> {
  const caller = await tokens.verify(authorization)
  if (!caller.may(right)) throw new Refusal('forbidden')
  return { caller, tenant: tenants.get(caller.tenant) }
}

/** The same for a tenant that the address names: an administrator rules over the own tenant only. */
export async function requireAdministratorOf(
  portal: Portal,
  authorization: string | undefined,
  right: Right,
  tenantName: string,
): Promise<Tenant> {
  const { tenant } = await requireAdministrator(portal, authorization, right)
  if (tenant.name !== tenantName) throw new Refusal('forbidden')
  return tenant
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
