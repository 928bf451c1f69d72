import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { ORIGINS, type Origin, ROLES, type TokenRole } from '../../../harness/contract/origins.ts'
import { type TokenClaims, tokenClaims } from '../../../harness/contract/portal.ts'
import type { PortalConfig } from '../../../harness/contract/role-config.ts'
import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import { Refusal } from '../http/refusal.ts'

/** Who asks, as a verified token says. */
export interface Caller {
  readonly subject: string
  readonly tenant: string
  /** Null: a client that is not in the table of origins (PWB-OPS-11). */
  readonly origin: Origin | null
  readonly source: TokenClaims['source']
  may(right: keyof (typeof ROLES)[TokenRole]): boolean
  readonly isGlobalAdministrator: boolean
}

/** Verified tokens that are remembered: the same token comes with every request of a client. */
const REMEMBERED = 1_000
const BEARER = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

const keySetSchema = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      kid: z.string().exactOptional(),
      alg: z.literal('ES256').exactOptional(),
      use: z.literal('sig').exactOptional(),
    }),
  ),
})

const isOrigin = (azp: string): azp is Origin => Object.hasOwn(ORIGINS, azp)
const isRole = (role: string): role is TokenRole => Object.hasOwn(ROLES, role)

function toCaller(claims: TokenClaims): Caller {
  const roles = claims.roles.filter((role) => isRole(role))
  return {
    subject: claims.sub,
    tenant: claims.tenant,
    origin: isOrigin(claims.azp) ? claims.azp : null,
    source: claims.source,
    may: (right) => roles.some((role) => ROLES[role][right]),
    isGlobalAdministrator: roles.includes('global-administrator'),
  }
}

interface Remembered {
  readonly caller: Caller
  readonly notBeforeMs: number
  readonly expiresMs: number
}

/**
 * Checks `Authorization: Bearer` headers: ES256 by the issuer's keys, issuer, audience and expiry on
 * `clock` (PWB-FLOW-8). Rejects with the outcome `invalid-token`.
 */
export function createTokenVerifier(issuer: PortalConfig['issuer'], clock: Clock, faults: Faults) {
  const keys = createLocalJWKSet(keySetSchema.parse(issuer.jwks))
  const remembered = new Map<string, Remembered>()

  const remember = (token: string, entry: Remembered) => {
    const [oldest] = remembered.keys()
    if (remembered.size >= REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    remembered.set(token, entry)
  }

  async function verifySignature(token: string): Promise<Caller> {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['ES256'],
      issuer: issuer.issuer,
      audience: issuer.audience,
      requiredClaims: ['exp'],
      currentDate: new Date(clock.now()),
      // A year: no token of a test is that old.
      ...(faults.fires('portal-ignores-token-expiry') && { clockTolerance: 31_536_000 }),
    })
    const claims = tokenClaims.safeParse(payload)
    if (!claims.success) throw new Refusal('invalid-token')
    const caller = toCaller(claims.data)
    const { exp = 0, nbf = 0 } = payload
    remember(token, { caller, notBeforeMs: nbf * 1_000, expiresMs: exp * 1_000 })
    return caller
  }

  return {
    async verify(authorization: string | undefined): Promise<Caller> {
      const token = BEARER.exec(authorization ?? '')?.[1]
      if (token === undefined) throw new Refusal('invalid-token')
      const known = remembered.get(token)
      const now = clock.now()
      if (known !== undefined && known.notBeforeMs <= now && now < known.expiresMs) {
        return known.caller
      }
      remembered.delete(token)
      try {
        return await verifySignature(token)
      } catch (error) {
        throw error instanceof errors.JOSEError ? new Refusal('invalid-token') : error
      }
    },
  }
}
export type TokenVerifier = ReturnType<typeof createTokenVerifier>
