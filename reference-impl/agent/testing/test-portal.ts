import { createPublicKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { Edge } from '../../../harness/contract/edge.ts'
import {
  openHeartbeat,
  openResult,
  peek,
  type RequestBody,
  type ResultBody,
  sealRequest,
  type SealingKeys,
} from '../../protocol/message.ts'
import {
  connectRelay,
  type RelayConnection,
  type RelaySender,
} from '../../protocol/relay-connection.ts'
import { manageRelay, verifierOf } from '../../protocol/relay-management.ts'

/** The cloud as an agent meets it, for tests: onboarding, user list, and the other end of the relay. */
export interface TestPortal {
  readonly port: number
  readonly users: { readonly userPrincipalName: string; readonly cloudAnchor: string }[]
  readonly results: (ResultBody & { readonly id: string })[]
  readonly heartbeats: number[]
  seal(body: RequestBody): Promise<{ id: string; bytes: Buffer }>
  /** As it is: sealed, damaged, or sent before. */
  send(bytes: Buffer): Promise<string>
  close(): Promise<void>
}

export interface TestPortalOptions {
  readonly tls: { readonly certFile: string; readonly keyFile: string }
  readonly relay: Edge
  readonly management: { readonly username: string; readonly password: string }
  readonly now: () => number
}

const TENANT = 'north'
const NETWORK = { idleTimeoutMs: 5_000, reconnectInitialMs: 20, reconnectMaxMs: 100 }

const readBody = async (request: AsyncIterable<unknown>): Promise<unknown> => {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return JSON.parse(text)
}
const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined

export async function startTestPortal(options: TestPortalOptions): Promise<TestPortal> {
  const { relay, now } = options
  const management = manageRelay({ edge: relay, ...options.management })
  const users: TestPortal['users'] = []
  const results: TestPortal['results'] = []
  const heartbeats: number[] = []
  let keys: SealingKeys | undefined
  let link: RelayConnection | undefined
  let requests: RelaySender | undefined

  async function enable(body: unknown) {
    const credential = (name: string) => ({
      username: `${TENANT}-${name}`,
      password: randomBytes(32).toString('base64url'),
    })
    const [mine, agents] = [credential('portal'), credential('agent')]
    const verifier = ({ username, password }: typeof mine) => ({
      username,
      verifier: verifierOf(password),
    })
    await link?.close()
    await management.createTenant(TENANT, { portal: verifier(mine), agent: verifier(agents) })
    const publicKey = createPublicKey({
      key: Buffer.from(String(field(body, 'publicKey')), 'base64'),
      format: 'der',
      type: 'spki',
    })
    const sealing = { tenant: TENANT, keyId: 7, symmetricKey: randomBytes(32), publicKey }
    keys = sealing
    link = connectRelay({
      ...relay,
      ca: readFileSync(relay.caFile),
      ...mine,
      network: NETWORK,
    })
    link.openReceiver({
      address: `${TENANT}/results`,
      credit: 100,
      onMessage(bytes, delivery) {
        delivery.accept()
        if (peek(bytes).kind === 'heartbeat') {
          openHeartbeat(sealing, bytes)
          heartbeats.push(now())
        } else results.push(openResult(sealing, bytes))
      },
    })
    requests = link.openSender({ address: `${TENANT}/requests`, preSettled: false })
    const { host, port, servername } = relay
    return {
      keyId: sealing.keyId,
      symmetricKey: sealing.symmetricKey.toString('base64'),
      relay: { host, port, servername },
      credential: agents,
    }
  }

  function takePage(body: unknown) {
    const page: unknown = field(body, 'users')
    for (const user of Array.isArray(page) ? page : []) {
      users.push({
        userPrincipalName: String(field(user, 'userPrincipalName')),
        cloudAnchor: String(field(user, 'cloudAnchor')),
      })
    }
    return { accepted: 0, users: users.length }
  }

  const server: Server = createServer(
    {
      cert: readFileSync(options.tls.certFile),
      key: readFileSync(options.tls.keyFile),
      noDelay: true,
    },
    (request, response) => {
      const bodyOf = async () => {
        const body = await readBody(request)
        if (request.url === '/synchronisation') return takePage(body)
        return field(body, 'action') === 'enable' ? enable(body) : { disabled: true }
      }
      const answer = async () => {
        const body = await bodyOf()
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(body))
      }
      void answer()
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()

  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    users,
    results,
    heartbeats,
    async seal(body) {
      if (keys === undefined) throw new Error('not enabled')
      return sealRequest(keys, body)
    },
    async send(bytes) {
      if (requests === undefined) throw new Error('not enabled')
      return requests.send(bytes, { ttlMs: 180_000 })
    },
    async close() {
      await link?.close()
      await management.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
