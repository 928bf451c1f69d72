import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { TokenClaims } from '../../contract/portal.ts'

/** The run's token issuer: the harness plays the identity provider. ES256, five minutes. */
export interface TokenIssuer {
  readonly issuer: string
  readonly audience: string
  readonly jwks: { keys: Record<string, unknown>[] }
  /** `nowMs`: the portal's time, which may be ahead of this machine's. */
  /** `lifetimeMs`: default five minutes; a load may need longer. */
  token(claims: TokenClaims, nowMs: number, lifetimeMs?: number): Promise<string>
}

const LIFETIME_MS = 300_000

export async function createTokenIssuer(): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const kid = 'run'
  const jwk = await exportJWK(publicKey)
  const issuer = 'https://issuer.writeback.test'
  const audience = 'https://portal.writeback.test'

  return {
    issuer,
    audience,
    jwks: { keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] },
    token({ sub, ...claims }, nowMs, lifetimeMs = LIFETIME_MS) {
      const now = Math.floor(nowMs / 1000)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(sub)
        .setIssuedAt(now - 1)
        .setExpirationTime(now + Math.ceil(lifetimeMs / 1000))
        .sign(privateKey)
    },
  }
}
