import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import rhea from 'rhea'
import { agentConfigSchema } from '../../harness/contract/role-config.ts'
import { type CertificateAuthority, createAuthority } from '../../harness/target/trust/pki.ts'
import { NO_FAULTS } from '../faults.ts'
import {
  SERVERNAME,
  startTestRelay,
  type TestRelay,
  withFault,
} from '../relay/testing/test-relay.ts'
import { openRelayLinks } from './relay-links.ts'

const TENANT = 'north'
const login = (username: string) => ({ username, password: randomBytes(32).toString('hex') })
const logins = { portal: login('the-portal'), agent: login('the-agent') }
const config = agentConfigSchema.parse({
  tenants: [],
  network: { reconnectInitialMs: 10, reconnectMaxMs: 50 },
  stateDir: tmpdir(),
})

let directory: string
let authority: CertificateAuthority
let first: TestRelay
let second: TestRelay

const start = () =>
  startTestRelay(() => authority.issue('relay', SERVERNAME), {
    provisioned: { [TENANT]: logins },
  })

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'links-'))
  authority = await createAuthority(directory)
  first = await start()
  second = await start()
})
afterAll(async () => {
  await Promise.all([first.stop(), second.stop()])
  await rm(directory, { recursive: true })
})

function open(received: string[], faults = NO_FAULTS) {
  const now = Date.now()
  return openRelayLinks({
    tenant: TENANT,
    generation: {
      keyId: 1,
      symmetricKey: '',
      privateKeyPem: '',
      relay: first.edge,
      secondRelay: second.edge,
      credential: logins.agent,
      madeAtMs: now,
      usedAtMs: now,
    },
    relayCa: readFileSync(first.edge.caFile),
    config,
    events: { write: () => undefined, flush: async () => undefined, close: async () => undefined },
    faults,
    onBack: () => undefined,
    requests: {
      async onMessage(bytes, delivery) {
        delivery.accept()
        received.push(String(bytes))
      },
    },
  })
}

const requestOn = async (relay: TestRelay, text: string) => {
  const sender = await relay.connect(logins.portal).sender(`${TENANT}/requests`)
  sender.send({ ttl: 60_000, body: rhea.message.data_section(Buffer.from(text)) })
}
const resultsOf = (relay: TestRelay) =>
  relay.connect(logins.portal).receiver(`${TENANT}/results`, 10)

it('requests come from both relays; a heartbeat goes once, over the first that is connected', async () => {
  const received: string[] = []
  const links = open(received)
  await links.ready()
  expect(links.connected()).toBe(true)
  await requestOn(first, 'by the first')
  await requestOn(second, 'by the second')
  await expect.poll(() => received.toSorted()).toEqual(['by the first', 'by the second'])

  const [atFirst, atSecond] = [await resultsOf(first), await resultsOf(second)]
  expect(await links.beat(Buffer.from('beat'))).toBe('accepted')
  await atFirst.next()
  expect(await atSecond.silent(100)).toBe(true)

  await first.role.stop()
  await expect.poll(() => links.connected()).toBe(false)
  expect(await links.beat(Buffer.from('beat'))).toBe('accepted')
  await atSecond.next()
  await links.finish()
  await links.close()
})

it('agent-forgets-second-relay leaves the second alone', async () => {
  await first.stop()
  first = await start()
  const received: string[] = []
  const links = open(received, withFault('agent-forgets-second-relay'))
  await links.ready()
  await requestOn(second, 'by the second')
  await requestOn(first, 'by the first')
  await expect.poll(() => received).toEqual(['by the first'])
  await links.finish()
  await links.close()
})
