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
import { manageRelay } from '../../protocol/relay-management.ts'
import { type TenantCredentials, verifierOf } from '../../protocol/relay-management-forms.ts'

/** The cloud as an agent meets it, for tests: onboarding, user list, and the other end of the relay. */
export interface TestPortal {
  readonly port: number
  readonly users: { readonly userPrincipalName: string; readonly cloudAnchor: string }[]
  readonly results: (ResultBody & { readonly id: string })[]
  readonly heartbeats: number[]
  /** Onboarding actions asked for. */
  readonly calls: string[]
  /** Key ids of what came, in order. */
  readonly heardUnder: number[]
  /** The next so many requests are done, and their answers lost. */
  loseAnswers(count: number): void
  /** The next so many requests are refused, and not done. */
  refuse(count: number): void
  /** Under the newest keys, or, counted as `at` does, under others. */
  seal(body: RequestBody, generation?: number): Promise<{ id: string; bytes: Buffer }>
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

const REFUSAL = {
  type: 'about:blank',
  title: 'refused',
  status: 403,
  code: 'forbidden',
  definite: true,
  detail: 'not allowed',
  remedy: 'none',
  trackingId: 'test',
} as const

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
  let answersToLose = 0
  let toRefuse = 0
  const calls: string[] = []
  const heardUnder: number[] = []
  /** Oldest first. */
  let generations: { sealing: SealingKeys; verifiers: TenantCredentials }[] = []
  let link: RelayConnection | undefined
  let requests: RelaySender | undefined

  /** Opens what came, under the keys that it names. */
  function take(bytes: Buffer) {
    const { keyId, kind } = peek(bytes)
    const keys = generations.find(({ sealing }) => sealing.keyId === keyId)?.sealing
    if (keys === undefined) throw new Error(`a package under ${keyId}, which is nobody's`)
    heardUnder.push(keyId)
    if (kind === 'heartbeat') {
      openHeartbeat(keys, bytes)
      heartbeats.push(now())
    } else results.push(openResult(keys, bytes))
  }

  function makeKeys(body: unknown) {
    const keyId = generations.length + 7
    const credential = (name: string) => ({
      username: `${TENANT}-${name}-${keyId}`,
      password: randomBytes(32).toString('base64url'),
    })
    const [mine, agents] = [credential('portal'), credential('agent')]
    const verifier = ({ username, password }: typeof mine) => ({
      username,
      verifier: verifierOf(password),
    })
    const publicKey = createPublicKey({
      key: Buffer.from(String(field(body, 'publicKey')), 'base64'),
      format: 'der',
      type: 'spki',
    })
    return {
      sealing: { tenant: TENANT, keyId, symmetricKey: randomBytes(32), publicKey },
      verifiers: { portal: verifier(mine), agent: verifier(agents) },
      mine,
      agents,
    }
  }
  const handOut = ({ sealing, agents }: ReturnType<typeof makeKeys>) => {
    const { host, port, servername } = relay
    return {
      keyId: sealing.keyId,
      symmetricKey: sealing.symmetricKey.toString('base64'),
      relay: { host, port, servername },
      credential: agents,
    }
  }

  async function rollOver(body: unknown) {
    const made = makeKeys(body)
    generations.push(made)
    await management.updateTenant(
      TENANT,
      generations.map(({ verifiers }) => verifiers),
    )
    return handOut(made)
  }

  async function enable(body: unknown) {
    const made = makeKeys(body)
    generations = [made]
    await link?.close()
    await management.createTenant(TENANT, made.verifiers)
    link = connectRelay({
      ...relay,
      ca: readFileSync(relay.caFile),
      ...made.mine,
      network: NETWORK,
    })
    link.openReceiver({
      address: `${TENANT}/results`,
      credit: 100,
      onMessage(bytes, delivery) {
        delivery.accept()
        take(bytes)
      },
    })
    requests = link.openSender({ address: `${TENANT}/requests`, preSettled: false })
    return handOut(made)
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
        const action = String(field(body, 'action'))
        calls.push(action)
        if (action === 'rollover') return rollOver(body)
        return action === 'enable' ? enable(body) : { disabled: true }
      }
      const answer = async () => {
        if (toRefuse > 0) {
          toRefuse--
          response.statusCode = REFUSAL.status
          response.end(JSON.stringify(REFUSAL))
          return
        }
        const body = await bodyOf()
        if (answersToLose > 0) {
          answersToLose--
          request.socket.destroy()
          return
        }
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
    calls,
    heardUnder,
    loseAnswers(count) {
      answersToLose = count
    },
    refuse(count) {
      toRefuse = count
    },
    async seal(body, generation = -1) {
      const keys = generations.at(generation)
      if (keys === undefined) throw new Error('not enabled')
      return sealRequest(keys.sealing, body)
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
