import { createHash, createPublicKey, randomBytes, randomInt } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { Connection, Sender } from 'rhea'
import { closeAll, connectTo, type Login, receiveFrom, send, sendTo } from './amqp.ts'
import { memberOf, readJson, textIn } from './https.ts'
import { createTenant } from './management.ts'
import { openHeartbeat, openResult } from './open.ts'
import { KIND, type TenantKeys } from './open-package.ts'
import { encryptOaep, sealPackage, shortPlain } from './seal.ts'

export interface CloudOptions {
  readonly tls: { readonly cert: string; readonly key: string }
  /** The relay, as its management user. */
  readonly relay: Login
  readonly outcomes: ReadonlySet<number>
}

interface Enabled {
  readonly keys: TenantKeys
  readonly publicKey: ReturnType<typeof createPublicKey>
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

/** A portal of a few lines, for one tenant: enabling, user list, short resets, results. */
export async function startCloudSide({ tls, relay, outcomes }: CloudOptions) {
  const users: { readonly userPrincipalName: string; readonly cloudAnchor: string }[] = []
  const results: ReturnType<typeof openResult>[] = []
  let heartbeats = 0
  let enabled: Enabled | undefined

  const take = (keys: TenantKeys) => (bytes: Buffer) => {
    if (bytes.readUInt8(1) === KIND.result) results.push(openResult(keys, bytes, outcomes))
    else {
      openHeartbeat(keys, bytes)
      heartbeats += 1
    }
  }

  async function enable(body: unknown) {
    const tenant = textIn(body, 'tenant')
    const key = Buffer.from(textIn(body, 'publicKey'), 'base64')
    const keys = { tenant, keyId: randomInt(2 ** 32), symmetricKey: randomBytes(32) }
    const [portal, agent] = [newCredential(`${tenant}-p`), newCredential(`${tenant}-a`)]
    await createTenant(relay, tenant, { portal: verifierOf(portal), agent: verifierOf(agent) })
    const connection = await connectTo({ ...relay, ...portal })
    const opened = take(keys)
    await receiveFrom(connection, { address: `${tenant}/results` }, (bytes, { delivery }) => {
      delivery?.accept()
      opened(bytes)
    })
    enabled = {
      keys,
      publicKey: createPublicKey({ key, format: 'der', type: 'spki' }),
      connection,
      requests: await sendTo(connection, `${tenant}/requests`, false),
    }
    const { host, port, servername } = relay
    return {
      keyId: keys.keyId,
      symmetricKey: keys.symmetricKey.toString('base64'),
      relay: { host, port, servername },
      credential: agent,
    }
  }

  function takePage(body: unknown) {
    const page = memberOf(body, 'users')
    const entries: unknown[] = Array.isArray(page) ? page : []
    for (const entry of entries) {
      const userPrincipalName = textIn(entry, 'userPrincipalName')
      users.push({ userPrincipalName, cloudAnchor: textIn(entry, 'cloudAnchor') })
    }
    return { accepted: entries.length, users: users.length }
  }

  const answerTo = async (message: IncomingMessage) => {
    const body = await readJson(message)
    return message.url === '/synchronisation' ? takePage(body) : enable(body)
  }
  const server = createServer({ ...tls, noDelay: true }, (message, response) => {
    const answer = async () => {
      const body = JSON.stringify(await answerTo(message))
      response.setHeader('content-type', 'application/json')
      response.end(body)
    }
    answer().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    users,
    results,
    heartbeats: () => heartbeats,
    /** An administrator’s reset to a password of at most 64 units; the request’s id. */
    reset(cloudAnchor: string, newPassword: string, deadlineMs: number): string {
      if (enabled === undefined) throw new Error('not enabled yet')
      const { keys, publicKey, requests } = enabled
      const secret = shortPlain(Buffer.from(newPassword, 'utf16le'))
      const plain = Buffer.concat([
        Buffer.from([2, 0]),
        Buffer.from(cloudAnchor, 'base64'),
        encryptOaep(publicKey, secret, randomBytes(32)),
      ])
      const nonce = randomBytes(12)
      send(requests, sealPackage(keys, { kind: 'request', nonce, deadlineMs, plain }), TTL_MS)
      return nonce.toString('base64url')
    },
    async close() {
      if (enabled !== undefined) await closeAll(enabled.connection)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
