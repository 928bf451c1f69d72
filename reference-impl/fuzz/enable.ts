import { createPublicKey, type webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { testKeysSchema } from '../../harness/contract/role-config.ts'
import type { SealingKeys } from '../protocol/message.ts'

const ISSUER = { issuer: 'https://issuer.test', audience: 'portal' } as const

/** Issues the tokens that a portal takes. */
export interface Issuer {
  /** As in the portal's configuration. */
  readonly config: { issuer: string; audience: string; jwks: { keys: Record<string, unknown>[] } }
  administratorOf(tenant: string): Promise<string>
}

const sign = (key: webcrypto.CryptoKey, tenant: string) =>
  new SignJWT({ tenant, azp: 'azure-portal', roles: ['global-administrator'], source: 'cloud' })
    .setProtectedHeader({ alg: 'ES256' })
    .setSubject('administrator')
    .setIssuer(ISSUER.issuer)
    .setAudience(ISSUER.audience)
    .setExpirationTime('5m')
    .sign(key)

export async function createIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig' }
  return {
    config: { ...ISSUER, jwks: { keys: [jwk] } },
    administratorOf: (tenant) => sign(privateKey, tenant),
  }
}

/** One call of the agent's administration; rejects unless it is done. */
function post(socketPath: string, path: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' }
    const call = request({ socketPath, path, method: 'POST', headers }, (reply) => {
      reply.resume()
      if (reply.statusCode === 200) resolve()
      else reject(new Error(`the agent answered ${path} by ${reply.statusCode}`))
    })
    call.on('error', reject)
    call.end(JSON.stringify(body))
  })
}

/** Enables the tenant, and reads the keys that it got by that. */
export async function enableTenant(
  agent: {
    readonly administration?: string | undefined
    readonly testKeysFile?: string | undefined
  },
  tenant: string,
  token: string,
): Promise<SealingKeys> {
  await post(agent.administration ?? '', '/enable', { tenant, token })
  const file: unknown = JSON.parse(await readFile(agent.testKeysFile ?? '', 'utf8'))
  const keys = testKeysSchema.parse(file).tenants[tenant]
  if (keys === undefined) throw new Error(`the agent tells no keys of ${tenant}`)
  const { keyId, symmetricKey, privateKeyPem } = keys
  const publicKey = createPublicKey(privateKeyPem)
  return { tenant, keyId, publicKey, symmetricKey: Buffer.from(symmetricKey, 'base64') }
}
