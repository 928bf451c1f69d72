import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAuthority } from '../../harness/target/trust/pki.ts'
import type { RunningRole } from '../role.ts'
import { makeKeyPair } from './key-pair.ts'
import {
  administer,
  type Certificate,
  openSurroundings,
  type Surroundings,
  TENANT,
} from './testing/surroundings.ts'

const root = mkdtempSync(join(tmpdir(), 'agent-'))
let tls: Certificate
let around: Surroundings
let agent: RunningRole
let keyPairFile: string
let stateDir: string

beforeAll(async () => {
  tls = await (await createAuthority(root)).issue('parts', 'parts.test')
})
beforeEach(async () => {
  const folder = mkdtempSync(join(root, 'run-'))
  keyPairFile = join(folder, 'pair.pem')
  stateDir = join(folder, 'agent')
  writeFileSync(keyPairFile, await makeKeyPair())
  around = await openSurroundings(folder, tls)
  agent = await around.startAgent(undefined, {
    tenants: [{ tenant: TENANT, baseDn: 'OU=Staff,DC=corp,DC=test', keyPairFile }],
  })
  await call('/enable')
})
afterEach(async () => {
  await agent.stop()
  await around.close()
})
afterAll(() => rmSync(root, { recursive: true }))

const call = async (path: string) => {
  const token = path === '/synchronise' ? {} : { token: 'token' }
  const { status } = await administer(agent.administration ?? '', path, {
    tenant: TENANT,
    ...token,
  })
  return status
}

async function readEvents() {
  await agent.drain()
  return readFileSync(agent.logs.events ?? '', 'utf8')
}

/** Which of FAILURES this work is told by, with their published numbers; and the text of all its events. */
async function eventsOf(work: () => Promise<unknown>) {
  const before = (await readEvents()).length
  await work()
  const text = (await readEvents()).slice(before)
  const lines = text.split('\n').filter((line) => line !== '')
  const told = lines.map((line): { id: number | null; name: string } => JSON.parse(line))
  const names = told.filter(({ name }) => FAILURES.has(name))
  return { names: names.map(({ id, name }) => `${id} ${name}`), text }
}

/** What is told of a portal that is away, keys that were not made, and what came of it. */
const FAILURES: ReadonlySet<string> = new Set([
  'AuthTokenError',
  'CryptoError',
  'OnBoardingServiceError',
  'OffBoardingError',
  'OffboardingEventFail',
  'ServiceError',
  'KeyPairCreationSuccess',
  'KeyRolloverFail',
  'UserListRefused',
])

it('keys that could not be made are CryptoError, and no failed onboarding', async () => {
  writeFileSync(keyPairFile, 'Canary, not a key')
  const enabling = await eventsOf(async () => expect(await call('/enable')).toBe(500))
  expect(enabling.names).toEqual(['32010 CryptoError'])
  const rolling = await eventsOf(() =>
    expect(agent.rotate?.('keys')).rejects.toThrow(/unsupported/),
  )
  expect(rolling.names).toEqual(['32010 CryptoError', 'null KeyRolloverFail'])
  expect(enabling.text + rolling.text).not.toContain('Canary')
})

it('keys that the portal made and the agent cannot keep are OnBoardingServiceError', async () => {
  expect(await call('/disable')).toBe(200)
  // No file can take this name any more.
  mkdirSync(join(stateDir, `tenant-${TENANT}.json`, 'taken'), { recursive: true })
  const enabling = await eventsOf(async () => expect(await call('/enable')).toBe(500))
  expect(enabling.names).toEqual(['31018 KeyPairCreationSuccess', '32011 OnBoardingServiceError'])
})

it('a portal that is away at offboarding is OffBoardingError; one that refuses is not', async () => {
  around.portal.loseAnswers(1)
  const away = await eventsOf(async () => expect(await call('/disable')).toBe(409))
  expect(away.names).toEqual(['32013 OffBoardingError', '31014 OffboardingEventFail'])
  around.portal.refuse(1)
  const refused = await eventsOf(async () => expect(await call('/disable')).toBe(409))
  expect(refused.names).toEqual(['31014 OffboardingEventFail'])
})

it('a portal that is away at the user list’s upload is ServiceError; one that refuses it is UserListRefused', async () => {
  around.portal.loseAnswers(1)
  const away = await eventsOf(async () => expect(await call('/synchronise')).toBe(409))
  expect(away.names).toEqual(['32001 ServiceError'])
  expect(away.text).toContain('the portal parts.test')
  around.portal.refuse(1)
  const refused = await eventsOf(async () => expect(await call('/synchronise')).toBe(409))
  expect(refused.names).toEqual(['null UserListRefused'])
})

it('a portal that is away at a rollover is ServiceError, then the failed rollover', async () => {
  around.portal.loseAnswers(1)
  const away = await eventsOf(() =>
    expect(agent.rotate?.('keys')).rejects.toThrow(/cannot be reached/),
  )
  expect(away.names).toEqual([
    '31018 KeyPairCreationSuccess',
    '32001 ServiceError',
    'null KeyRolloverFail',
  ])
})
