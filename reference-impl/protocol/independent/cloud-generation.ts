import { createHash, createPublicKey, type KeyObject, randomBytes, randomInt } from 'node:crypto'
import type { Connection, Sender } from 'rhea'
import { connectTo, type Login, receiveFrom, send, sendTo } from './amqp.ts'
import { askManagement, type Pair } from './management.ts'
import type { TenantKeys } from './open-package.ts'
import { encryptOaep, sealPackage, shortPlain } from './seal.ts'

/** One set of keys and credentials, with the portal’s own links under them. */
export interface CloudGeneration {
  readonly keys: TenantKeys
  readonly publicKey: KeyObject
  readonly verifiers: Pair
  /** What the agent logs in with. */
  readonly agent: { readonly username: string; readonly password: string }
  readonly connection: Connection
  readonly requests: Sender
}

const TTL_MS = 180_000

const newCredential = (username: string) => ({
  username,
  password: randomBytes(32).toString('base64url'),
})
const verifierOf = ({ username, password }: ReturnType<typeof newCredential>) => ({
  username,
  verifier: createHash('sha256').update(password).digest('hex'),
})

export interface GenerationOptions {
  /** The relay, as its management user. */
  readonly relay: Login
  readonly tenant: string
  /** The agent’s, as in onboarding. */
  readonly publicKey: string
  /** Those that stay valid beside the new ones; none: the tenant is made. */
  readonly beside: readonly CloudGeneration[]
  readonly take: (bytes: Buffer) => void
}

/** New keys, known at the relay, and the portal’s links by them. */
export async function openGeneration(options: GenerationOptions): Promise<CloudGeneration> {
  const { relay, tenant, beside, take } = options
  const keys = { tenant, keyId: randomInt(2 ** 32), symmetricKey: randomBytes(32) }
  const portal = newCredential(`${tenant}-portal-${keys.keyId}`)
  const agent = newCredential(`${tenant}-agent-${keys.keyId}`)
  const verifiers = { portal: verifierOf(portal), agent: verifierOf(agent) }
  if (beside.length === 0) await askManagement(relay, 'CREATE', tenant, verifiers)
  else {
    const valid = [...beside.map((one) => one.verifiers), verifiers]
    await askManagement(relay, 'UPDATE', tenant, valid)
  }
  const connection = await connectTo({ ...relay, ...portal })
  await receiveFrom(connection, { address: `${tenant}/results` }, (bytes, { delivery }) => {
    delivery?.accept()
    take(bytes)
  })
  const key = Buffer.from(options.publicKey, 'base64')
  return {
    keys,
    publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
    verifiers,
    agent,
    connection,
    requests: await sendTo(connection, `${tenant}/requests`, false),
  }
}

/** An administrator’s reset to a password of at most 64 units; the request’s id. */
export function sendReset(
  { keys, publicKey, requests }: CloudGeneration,
  cloudAnchor: string,
  newPassword: string,
  deadlineMs: number,
): string {
  const secret = shortPlain(Buffer.from(newPassword, 'utf16le'))
  const plain = Buffer.concat([
    Buffer.from([2, 0]),
    Buffer.from(cloudAnchor, 'base64'),
    encryptOaep(publicKey, secret, randomBytes(32)),
  ])
  const nonce = randomBytes(12)
  send(requests, sealPackage(keys, { kind: 'request', nonce, deadlineMs, plain }), TTL_MS)
  return nonce.toString('base64url')
}
