import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import rhea, { type Connection, type EventContext, type Receiver, type Sender } from 'rhea'
import type { Edge } from '../../../harness/contract/edge.ts'
import { createDrivenClock, type DrivenClock } from '../../clock.ts'
import { type DeviationName, type Faults, NO_FAULTS } from '../../faults.ts'
import { manageRelay, type RelayManagement } from '../../protocol/relay-management.ts'
import { type TenantCredentials, verifierOf } from '../../protocol/relay-management-forms.ts'
import type { RunningRole } from '../../role.ts'
import { startRelay } from '../relay.ts'

export interface Credential {
  readonly username: string
  readonly password: string
}

/** A relay on real sockets, for tests: its clock is driven and everything ends with `stop`. */
export interface TestRelay {
  readonly edge: Edge
  readonly clock: DrivenClock
  readonly role: RunningRole
  readonly manager: Credential
  readonly management: RelayManagement
  /** Makes the tenant (anew) and returns its two credentials. */
  tenant(name: string): Promise<{ portal: Credential; agent: Credential }>
  connect(credential: Credential): TestClient
  stop(): Promise<void>
}

/** Issues the relay's certificate into a directory; handed in, because only tests know the harness. */
export type Issue = (directory: string) => Promise<{
  certFile: string
  keyFile: string
  caFile: string
}>

export interface TestRelayOptions {
  readonly config?: Record<string, unknown>
  readonly faults?: Faults
  /** Tenants in the relay's own secrets file. */
  readonly provisioned?: Readonly<Record<string, { portal: Credential; agent: Credential }>>
  readonly port?: number
}

export const SERVERNAME = 'relay.test'

export const withFault = (fault: DeviationName): Faults => ({ fires: (name) => name === fault })

const credential = (username: string): Credential => ({
  username,
  password: randomBytes(32).toString('base64url'),
})

const verifier = ({ username, password }: Credential) => ({
  username,
  verifier: verifierOf(password),
})

export async function startTestRelay(
  issue: Issue,
  options: TestRelayOptions = {},
): Promise<TestRelay> {
  const { config = {}, faults = NO_FAULTS, provisioned = {}, port: wanted } = options
  const directory = await mkdtemp(join(tmpdir(), 'relay-'))
  const identity = await issue(directory)
  const manager = credential('management')
  const secretsFile = join(directory, 'secrets.json')
  const tenants = Object.fromEntries(
    Object.entries(provisioned).map(([name, { portal, agent }]) => [
      name,
      { portal: verifier(portal), agent: verifier(agent) },
    ]),
  )
  await writeFile(secretsFile, JSON.stringify({ managementVerifier: verifier(manager), tenants }))
  const clock = createDrivenClock()
  const role = await startRelay({
    start: {
      id: 1,
      verb: 'start',
      role: 'relay',
      edges: {},
      advertise: {},
      listen: { host: '127.0.0.1', ...(wanted !== undefined && { port: wanted }) },
      tls: identity,
      config,
      secretsFile,
    },
    clock,
    faults,
  })
  const port = role.listening['amqps']?.port ?? 0
  const edge = { host: '127.0.0.1', port, servername: SERVERNAME, caFile: identity.caFile }
  const management = manageRelay({ edge, ...manager })
  const clients: TestClient[] = []

  return {
    edge,
    clock,
    role,
    manager,
    management,
    async tenant(name) {
      const portal = credential(`${name}-portal`)
      const agent = credential(`${name}-agent`)
      const body: TenantCredentials = { portal: verifier(portal), agent: verifier(agent) }
      await management.createTenant(name, body)
      return { portal, agent }
    },
    connect(one) {
      const client = connectClient(edge, one)
      clients.push(client)
      return client
    },
    async stop() {
      await management.close()
      for (const client of clients) client.cut()
      await role.stop()
      clock.stop()
      await rm(directory, { recursive: true })
    },
  }
}

/** What came of a send: an outcome, with the condition of a rejection. */
export type SendOutcome = 'accepted' | 'released' | `rejected ${string}`

interface TestReceiver {
  readonly link: Receiver
  /** The next message with its delivery; rejects after `waitMs`. */
  next(waitMs?: number): Promise<EventContext>
  /** True when nothing arrives for `waitMs`. */
  silent(waitMs?: number): Promise<boolean>
}

interface TestClient {
  readonly connection: Connection
  sender(address: string, options?: object): Promise<Sender>
  /** Credit 0 unless given; nothing is accepted by itself. */
  receiver(address: string, credit?: number, options?: object): Promise<TestReceiver>
  /** Drops the socket without a word. */
  cut(): void
}

const ATTACH_MS = 3_000
const EVENTS = ['disconnected', 'connection_error', 'connection_close', 'session_error', 'error']

function connectClient(edge: Edge, { username, password }: Credential): TestClient {
  const connection = rhea.create_container().connect({
    host: edge.host,
    port: edge.port,
    servername: edge.servername,
    transport: 'tls',
    ca: [readFileSync(edge.caFile)],
    username,
    password,
    reconnect: false,
  })
  connection.setMaxListeners(0)
  for (const event of [...EVENTS, 'sender_error', 'receiver_error', 'protocol_error']) {
    connection.on(event, () => undefined)
  }

  /** Resolves a tick after the attach, so that a refusal that follows it is seen. */
  function attached<T extends Sender | Receiver>(link: T, kind: 'sender' | 'receiver'): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no attach')), ATTACH_MS)
      const fail = (text: string) => {
        clearTimeout(timer)
        reject(new Error(text))
      }
      link.once(`${kind}_error`, () => {
        const { error } = link
        fail(error === undefined || error instanceof Error ? 'refused' : `${error.condition}`)
      })
      link.once(`${kind}_open`, () =>
        setTimeout(() => {
          clearTimeout(timer)
          resolve(link)
        }, 20),
      )
      connection.once('disconnected', () => fail('disconnected'))
      connection.once('connection_error', ({ error }: EventContext) => fail(String(error)))
    })
  }

  return {
    connection,
    sender: (address, options = {}) =>
      attached(connection.open_sender({ target: { address }, ...options }), 'sender'),
    async receiver(address, credit = 0, options = {}) {
      const link = connection.open_receiver({
        source: { address },
        credit_window: 0,
        autoaccept: false,
        ...options,
      })
      const arrived: EventContext[] = []
      let wake: (() => void) | undefined
      link.on('message', (context: EventContext) => {
        arrived.push(context)
        wake?.()
      })
      if (credit > 0) link.add_credit(credit)
      await attached(link, 'receiver')
      const wait = async (waitMs: number) => {
        if (arrived.length > 0) return
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      return {
        link,
        async next(waitMs = 3_000) {
          await wait(waitMs)
          const context = arrived.shift()
          if (context === undefined) throw new Error(`no message within ${waitMs} ms`)
          return context
        },
        async silent(waitMs = 150) {
          await wait(waitMs)
          return arrived.length === 0
        },
      }
    },
    cut: () => connection['socket']?.destroy(),
  }
}

export interface SendOptions {
  readonly ttlMs?: number
  readonly sizeBytes?: number
}

/** Sends one message with one data section and waits for its outcome. */
export function send(
  sender: Sender,
  text: string,
  options: SendOptions = {},
): Promise<SendOutcome> {
  const { ttlMs, sizeBytes = text.length } = options
  const body = rhea.message.data_section(Buffer.from(text.padEnd(sizeBytes)))
  const delivery = sender.send({
    ...(ttlMs !== undefined && { ttl: ttlMs }),
    message_id: text,
    body,
  })
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no outcome for ${text}`)), 3_000)
    const on = (event: string, outcome: () => SendOutcome) =>
      sender.on(event, (context: EventContext) => {
        if (context.delivery !== delivery) return
        clearTimeout(timer)
        resolve(outcome())
      })
    on('accepted', () => 'accepted')
    on('released', () => 'released')
    on('rejected', () => `rejected ${String(delivery.remote_state?.['error']?.condition)}`)
  })
}

export const textOf = ({ message }: EventContext) => String(message?.message_id)
