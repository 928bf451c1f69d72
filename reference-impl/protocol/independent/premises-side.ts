import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { closeAll, connectTo, receiveFrom, send, sendTo } from './amqp.ts'
import { type Address, memberOf, post, textIn } from './https.ts'
import { type AgentKeys, openRequest } from './open.ts'
import { sealPackage } from './seal.ts'

export interface PremisesOptions {
  readonly portal: Address
  readonly tenant: string
  /** `Bearer …` of an administrator. */
  readonly administrator: string
  readonly synchronisationSecret: string
  readonly users: readonly { readonly cloudAnchor: string; readonly userPrincipalName: string }[]
  /** The outcome’s number for an opened request. */
  readonly apply: (request: ReturnType<typeof openRequest>) => number
}

/** Results in the order of PROTOCOL.md: request id, outcome, flags, times, reserved. */
function resultPlain(requestId: string, outcome: number): Buffer {
  const plain = Buffer.alloc(30)
  Buffer.from(requestId, 'base64url').copy(plain)
  plain.writeUInt8(outcome, 12)
  plain.writeUIntBE(Date.now(), 22, 6)
  return plain
}

async function expectOk(asked: ReturnType<typeof post>): Promise<unknown> {
  const { status, body } = await asked
  if (status === 200) return body
  throw new Error(`the portal answered ${status} ${textIn(body, 'code')}`)
}

async function uploadUsers({ portal, tenant, synchronisationSecret, users }: PremisesOptions) {
  const proof = Buffer.from(`${tenant}:${synchronisationSecret}`).toString('base64')
  const entries = users.map(({ cloudAnchor, userPrincipalName }) => ({
    cloudAnchor,
    userPrincipalName,
    displayName: userPrincipalName,
    enabled: true,
    mode: 'pass-through',
  }))
  const page = { runId: 'first', page: 0, last: true, kind: 'full', removed: [], users: entries }
  await expectOk(post(portal, '/synchronisation', `Basic ${proof}`, page))
}

async function enable({ portal, tenant, administrator }: PremisesOptions) {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const body = { action: 'enable', tenant, product: 'second reading', version: '1', publicKey }
  const answer = await expectOk(post(portal, '/onboarding', administrator, body))
  const [relay, credential] = [memberOf(answer, 'relay'), memberOf(answer, 'credential')]
  const keys: AgentKeys = {
    tenant,
    keyId: Number(memberOf(answer, 'keyId')),
    symmetricKey: Buffer.from(textIn(answer, 'symmetricKey'), 'base64'),
    privateKey: pair.privateKey,
  }
  const login = {
    host: textIn(relay, 'host'),
    port: Number(memberOf(relay, 'port')),
    servername: textIn(relay, 'servername'),
    ca: portal.ca,
    username: textIn(credential, 'username'),
    password: textIn(credential, 'password'),
  }
  return { keys, login }
}

/** An agent of a few lines, without a directory: what it opened is given to `apply`. */
export async function startPremisesSide(options: PremisesOptions) {
  const { tenant, apply } = options
  await uploadUsers(options)
  const { keys, login } = await enable(options)
  const connection = await connectTo(login)
  const results = await sendTo(connection, `${tenant}/results`, true)
  const seal = (kind: 'result' | 'heartbeat', plain: Buffer) =>
    sealPackage(keys, { kind, nonce: randomBytes(12), plain })
  await receiveFrom(connection, { address: `${tenant}/requests` }, (bytes, { delivery }) => {
    const request = openRequest(keys, bytes)
    send(results, seal('result', resultPlain(request.id, apply(request))))
    delivery?.accept()
  })
  send(results, seal('heartbeat', Buffer.alloc(22)))
  return { close: () => closeAll(connection) }
}
