import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto'
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
  /** RSA, 2048 bits; asked for each set of keys. */
  readonly newPrivateKey: () => KeyObject
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

const agentProof = ({ tenant, synchronisationSecret }: PremisesOptions) =>
  `Basic ${Buffer.from(`${tenant}:${synchronisationSecret}`).toString('base64')}`

async function uploadUsers(options: PremisesOptions) {
  const entries = options.users.map(({ cloudAnchor, userPrincipalName }) => ({
    cloudAnchor,
    userPrincipalName,
    displayName: userPrincipalName,
    enabled: true,
    mode: 'pass-through',
  }))
  const page = { runId: 'first', page: 0, last: true, kind: 'full', removed: [], users: entries }
  await expectOk(post(options.portal, '/synchronisation', agentProof(options), page))
}

/** Asks for keys, and logs in with what comes back. */
async function openGeneration(options: PremisesOptions, proof: string, asked: object) {
  const { portal, tenant } = options
  const privateKey = options.newPrivateKey()
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const body = { ...asked, tenant, publicKey: publicKey.toString('base64') }
  const answer = await expectOk(post(portal, '/onboarding', proof, body))
  const [relay, credential] = [memberOf(answer, 'relay'), memberOf(answer, 'credential')]
  const keys: AgentKeys = {
    tenant,
    keyId: Number(memberOf(answer, 'keyId')),
    symmetricKey: Buffer.from(textIn(answer, 'symmetricKey'), 'base64'),
    privateKey,
  }
  const connection = await connectTo({
    host: textIn(relay, 'host'),
    port: Number(memberOf(relay, 'port')),
    servername: textIn(relay, 'servername'),
    ca: portal.ca,
    username: textIn(credential, 'username'),
    password: textIn(credential, 'password'),
  })
  return { keys, connection, results: await sendTo(connection, `${tenant}/results`, true) }
}
type Generation = Awaited<ReturnType<typeof openGeneration>>

const seal = (keys: AgentKeys, kind: 'result' | 'heartbeat', plain: Buffer) =>
  sealPackage(keys, { kind, nonce: randomBytes(12), plain })

const beat = ({ keys, results }: Generation) =>
  send(results, seal(keys, 'heartbeat', Buffer.alloc(22)))

/** An agent of a few lines, without a directory: what it opened is given to `apply`. */
export async function startPremisesSide(options: PremisesOptions) {
  const { tenant, apply, administrator } = options
  const generations: Generation[] = []
  /** Key ids of the requests that came. */
  const requestedUnder: number[] = []

  /** Requests of any generation come on any of the connections; the answer goes back the same way. */
  async function serve(generation: Generation) {
    generations.push(generation)
    const { connection, results } = generation
    await receiveFrom(connection, { address: `${tenant}/requests` }, (bytes, { delivery }) => {
      const keyId = bytes.readUInt32BE(2)
      const keys = generations.find((one) => one.keys.keyId === keyId)?.keys
      if (keys !== undefined) {
        requestedUnder.push(keyId)
        const request = openRequest(keys, bytes)
        send(results, seal(keys, 'result', resultPlain(request.id, apply(request))))
      }
      delivery?.accept()
    })
  }

  await uploadUsers(options)
  const enabling = { action: 'enable', product: 'second reading', version: '1' }
  const first = await openGeneration(options, administrator, enabling)
  await serve(first)
  beat(first)

  return {
    requestedUnder,
    keyIds: () => generations.map(({ keys }) => keys.keyId),
    /** New keys beside the present ones; the portal learns of them by `beat`. */
    async rollOver() {
      await serve(await openGeneration(options, agentProof(options), { action: 'rollover' }))
    },
    /** Under the newest keys. */
    beat() {
      const newest = generations.at(-1)
      if (newest !== undefined) beat(newest)
    },
    close: () => Promise.all(generations.map(({ connection }) => closeAll(connection))),
  }
}
