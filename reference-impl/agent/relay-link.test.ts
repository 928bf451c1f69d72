import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { agentConfigSchema } from '../../harness/contract/role-config.ts'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import { NO_FAULTS } from '../faults.ts'
import { SERVERNAME, startTestRelay, type TestRelay } from '../relay/testing/test-relay.ts'
import { openRelayLink } from './relay-link.ts'

const TENANT = 'north'
const login = (username: string) => ({ username, password: randomBytes(32).toString('hex') })
const logins = { portal: login('the-portal'), agent: login('the-agent') }

let directory: string
let relay: TestRelay

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'link-'))
  const authority = await createAuthority(directory)
  relay = await startTestRelay(() => authority.issue('relay', SERVERNAME), {
    provisioned: { [TENANT]: logins },
  })
})
afterAll(async () => {
  await relay.stop()
  await rm(directory, { recursive: true })
})

/** A link that receives from `receiveRequests`, and what it tells in the event log. */
function open(receiveRequests: string) {
  const told: string[] = []
  let backs = 0
  const { addresses, ...usual } = agentConfigSchema.parse({
    tenants: [],
    network: { reconnectInitialMs: 10, reconnectMaxMs: 50 },
    stateDir: tmpdir(),
  })
  const config = { ...usual, addresses: { ...addresses, receiveRequests } }
  const link = openRelayLink({
    tenant: TENANT,
    relay: relay.edge,
    credential: logins.agent,
    relayCa: readFileSync(relay.edge.caFile),
    config,
    events: {
      write: (name, { reason = '' } = {}) => void told.push(`${name} ${reason}`),
      flush: async () => undefined,
      close: async () => undefined,
    },
    faults: NO_FAULTS,
    onBack: () => void backs++,
    chatters: 'agent-chatters',
    requests: { onMessage: async () => undefined },
  })
  return { link, told, backs: () => backs }
}

it('a queue that the relay does not let the agent into is told with its address and the AMQP condition', async () => {
  const { link, told, backs } = open('{tenant}/results')
  const where = `relay ${SERVERNAME}:${relay.edge.port}, requests from ${TENANT}/results`
  await expect
    .poll(() => told)
    .toEqual([
      `ServiceBusWarning ${where}: amqp:unauthorized-access`,
      `ServiceBusError ${where}: amqp:unauthorized-access`,
    ])
  expect([link.connected(), backs()]).toEqual([false, 0])
  await link.close()
})

it('a link that ends with its connection is told as that alone', async () => {
  const { link, told, backs } = open('{tenant}/requests')
  await link.ready()
  await expect.poll(backs).toBe(1)
  await relay.role.stop()
  await expect.poll(() => told.length).toBe(2)
  await link.close()
  const [warning = '', error = ''] = told
  expect(warning).toMatch(/^ServiceBusWarning relay [\w.]+:\d+: /)
  expect(error).toMatch(/^ServiceBusError relay [\w.]+:\d+: /)
})
