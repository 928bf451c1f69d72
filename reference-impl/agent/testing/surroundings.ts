import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Attribute, Client } from 'ldapts'
import { createDrivenClock } from '../../clock.ts'
import { type Faults, NO_FAULTS } from '../../faults.ts'
import { startDirectory } from '../../directory/directory.ts'
import { verifierOf } from '../../protocol/relay-management-forms.ts'
import { startRelay } from '../../relay/relay.ts'
import type { RoleContext, RunningRole } from '../../role.ts'
import { startAgent } from '../agent.ts'
import { startTestPortal } from './test-portal.ts'

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly caFile: string
}

export const TENANT = 'north'
const BASE_DN = 'OU=Staff,DC=corp,DC=test'
const NAME = 'parts.test'
const newSecret = () => randomBytes(32).toString('base64url')

const portOf = (role: RunningRole, name: string) => role.listening[name]?.port ?? 0

const attributes = (record: Record<string, string[] | Buffer[]>) =>
  Object.entries(record).map(([type, values]) => new Attribute({ type, values }))

/** Directory, relay and a cloud for one agent, on real sockets, in one process and on one clock. */
export async function openSurroundings(directoryPath: string, tls: Certificate) {
  const clock = createDrivenClock()
  const management = { username: 'management', password: newSecret() }
  const administrator = { user: 'administrator@corp.test', password: newSecret() }
  const service = { user: 'svc-writeback@corp.test', password: newSecret() }

  const secretsFile = (name: string, content: object) => {
    const path = join(directoryPath, `${name}-secrets.json`)
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 })
    return path
  }
  const context = (
    role: 'agent' | 'directory' | 'relay',
    over: { secrets: object; config?: object; edges?: Record<string, ReturnType<typeof edge>> },
    faults: Faults = NO_FAULTS,
  ): RoleContext => ({
    clock,
    faults,
    start: {
      id: 1,
      verb: 'start',
      role,
      edges: over.edges ?? {},
      listen: { host: '127.0.0.1' },
      advertise: {},
      tls,
      config: { ...over.config },
      secretsFile: secretsFile(role, over.secrets),
    },
  })
  const edge = (port: number) => ({ host: '127.0.0.1', port, servername: NAME, caFile: tls.caFile })

  const directory = await startDirectory(
    context('directory', { secrets: { administrator, service } }),
  )
  const relay = await startRelay(
    context('relay', {
      secrets: {
        managementVerifier: {
          username: management.username,
          verifier: verifierOf(management.password),
        },
      },
    }),
  )
  const directoryEdge = edge(portOf(directory, 'ldaps'))
  const portal = await startTestPortal({
    tls,
    relay: edge(portOf(relay, 'amqps')),
    management,
    now: clock.now,
  })
  const newClient = () =>
    new Client({
      url: `ldaps://127.0.0.1:${directoryEdge.port}`,
      tlsOptions: { ca: readFileSync(tls.caFile), servername: NAME },
    })
  const admin = newClient()
  await admin.bind(administrator.user, administrator.password)
  await admin.add(BASE_DN, attributes({ objectClass: ['organizationalUnit'], ou: ['Staff'] }))

  return {
    clock,
    portal,
    stateDir: join(directoryPath, 'agent'),
    async addUser(name: string, password: string) {
      await admin.add(
        `CN=${name},${BASE_DN}`,
        attributes({
          objectClass: ['top', 'person', 'organizationalPerson', 'user'],
          sAMAccountName: [name],
          userPrincipalName: [`${name}@corp.test`],
          unicodePwd: [Buffer.from(`"${password}"`, 'utf16le')],
          userAccountControl: ['512'],
        }),
      )
    },
    /** An attribute's value, read as the administrator. */
    async read(name: string, attribute: string): Promise<string> {
      const { searchEntries } = await admin.search(`CN=${name},${BASE_DN}`, {
        scope: 'base',
        attributes: [attribute],
      })
      return String(searchEntries[0]?.[attribute])
    },
    async binds(name: string, password: string): Promise<boolean> {
      const client = newClient()
      try {
        await client.bind(`${name}@corp.test`, password)
        return true
      } catch {
        return false
      } finally {
        await client.unbind()
      }
    },
    startAgent: (faults: Faults = NO_FAULTS, config: object = {}) =>
      startAgent(
        context(
          'agent',
          {
            secrets: { directory: service, synchronisation: { [TENANT]: newSecret() } },
            config: {
              tenants: [{ tenant: TENANT, baseDn: BASE_DN }],
              stateDir: join(directoryPath, 'agent'),
              network: { idleTimeoutMs: 5_000, reconnectInitialMs: 20, reconnectMaxMs: 100 },
              ...config,
            },
            edges: { portal: edge(portal.port), directory: directoryEdge },
          },
          faults,
        ),
      ),
    async close() {
      await admin.unbind()
      await portal.close()
      await relay.stop()
      await directory.stop()
      clock.stop()
    },
  }
}
export type Surroundings = Awaited<ReturnType<typeof openSurroundings>>

/** One call of the agent's administration. */
export const administer = (socketPath: string, path: string, body?: object) =>
  new Promise<{ status: number; answer: unknown }>((resolve, reject) => {
    const call = request(
      {
        socketPath,
        path,
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json' },
      },
      (reply) => {
        let text = ''
        reply.setEncoding('utf8')
        reply.on('data', (chunk: string) => {
          text += chunk
        })
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, answer: JSON.parse(text) }))
      },
    )
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
