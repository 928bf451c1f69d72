import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import { closeAll, type Login } from './amqp.ts'
import { type CloudGeneration, openGeneration, sendReset } from './cloud-generation.ts'
import { memberOf, readJson, textIn } from './https.ts'
import { openHeartbeat, openResult } from './open.ts'
import { KIND } from './open-package.ts'

export interface CloudOptions {
  readonly tls: { readonly cert: string; readonly key: string }
  /** The relay, as its management user. */
  readonly relay: Login
  readonly outcomes: ReadonlySet<number>
}

interface Result extends ReturnType<typeof openResult> {
  readonly keyId: number
}

/** A portal of a few lines, for one tenant: enabling, rollover, user list, short resets, results. */
export async function startCloudSide({ tls, relay, outcomes }: CloudOptions) {
  const users: { readonly userPrincipalName: string; readonly cloudAnchor: string }[] = []
  const results: Result[] = []
  /** Key ids of the heartbeats that came. */
  const heartbeats: number[] = []
  /** Oldest first. */
  const generations: CloudGeneration[] = []
  let current: CloudGeneration | undefined

  /** Under whatever keys it names: both connections take turns at the same queue. */
  function take(bytes: Buffer) {
    const keyId = bytes.readUInt32BE(2)
    const generation = generations.find(({ keys }) => keys.keyId === keyId)
    if (generation === undefined) return
    if (bytes.readUInt8(1) === KIND.result) {
      results.push({ ...openResult(generation.keys, bytes, outcomes), keyId })
    } else {
      openHeartbeat(generation.keys, bytes)
      heartbeats.push(keyId)
    }
    current = generation
  }

  async function makeKeys(body: unknown) {
    const tenant = textIn(body, 'tenant')
    const publicKey = textIn(body, 'publicKey')
    const beside = [...generations]
    const made = await openGeneration({ relay, tenant, publicKey, beside, take })
    generations.push(made)
    current ??= made
    const { host, port, servername } = relay
    return {
      keyId: made.keys.keyId,
      symmetricKey: made.keys.symmetricKey.toString('base64'),
      relay: { host, port, servername },
      credential: made.agent,
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
    return message.url === '/synchronisation' ? takePage(body) : makeKeys(body)
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
    heartbeats,
    /** Key ids, oldest first. */
    keyIds: () => generations.map(({ keys }) => keys.keyId),
    /** Under the keys that the agent was last heard under; the request’s id. */
    reset(cloudAnchor: string, newPassword: string, deadlineMs: number): string {
      if (current === undefined) throw new Error('not enabled yet')
      return sendReset(current, cloudAnchor, newPassword, deadlineMs)
    },
    async close() {
      await Promise.all(generations.map(({ connection }) => closeAll(connection)))
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
