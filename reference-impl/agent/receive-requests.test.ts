import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDrivenClock, type DrivenClock } from '../clock.ts'
import { NO_FAULTS } from '../faults.ts'
import { createDeferred } from '../protocol/deferred.ts'
import { openResult, type RequestBody, sealRequest } from '../protocol/message.ts'
import type { RelaySender, SendOutcome } from '../protocol/relay-connection.ts'
import { openForest } from './directory/directory.ts'
import { DirectoryError } from './directory/directory-failure.ts'
import type { DirectoryPool } from './directory/directory-pool.ts'
import { createProtectedGroups } from './directory/protected-groups.ts'
import { createPolicyHintsLookup } from './directory/root-dse.ts'
import type { EventName } from './event-names.ts'
import { openJournal } from './journal.ts'
import { importPrivateKey } from './key-pair.ts'
import { createKeyring, type KeyGeneration } from './keyring.ts'
import { type ReceiveOptions, type RequestReceiver, receiveRequests } from './receive-requests.ts'
import { SyncEngine } from './synchronise/engine.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const keys = { tenant: 'north', keyId: 3, symmetricKey: randomBytes(32) }

const SOMEBODY = {
  isProtectedBySid: false,
  userPrincipalName: 'x@corp.test',
  displayName: 'x',
  enabled: true,
}

let path: string
let clock: DrivenClock
let sendOutcome: SendOutcome
let log: string[]
let events: EventName[]
let receiver: RequestReceiver
let options: ReceiveOptions
let generation: KeyGeneration

const results: Pick<RelaySender, 'send'> = {
  async send(bytes, { onSending } = {}) {
    if (sendOutcome === 'accepted') {
      onSending?.()
      log.push(openResult(keys, bytes).outcome)
    }
    return sendOutcome
  },
}
const deliver = (bytes: Buffer, redelivered = false) => {
  const done = receiver.onMessage(
    bytes,
    {
      redelivered,
      accept: () => log.push('accept'),
      release: () => log.push('release'),
      reject: () => log.push('reject'),
    },
    results,
  )
  return done
}
const seal = async (over: Partial<RequestBody> = {}) =>
  sealRequest(
    { ...keys, publicKey: pair.publicKey },
    {
      operation: 'user-reset',
      mustChangeAtNextLogon: false,
      cloudAnchor: randomBytes(16),
      deadlineMs: Math.floor(clock.now()) + 1_000,
      newPassword: 'any',
      ...over,
    },
  )

const forestWith = (pool: DirectoryPool) => () => ({
  domain: '',
  directory: {
    pool,
    policyHints: createPolicyHintsLookup(pool),
    protectedGroups: createProtectedGroups(pool, clock),
  },
})

beforeEach(async () => {
  path = mkdtempSync(join(tmpdir(), 'receive-'))
  clock = createDrivenClock()
  sendOutcome = 'accepted'
  log = []
  events = []
  const nowhere = { host: '127.0.0.1', port: 1, servername: 'x', ca: '' }
  const access = { user: 'u', password: 'p', connections: 1, timeoutMs: 500 }
  const forest = openForest(
    { domain: '', controllers: [nowhere], readers: [nowhere], access },
    clock,
    NO_FAULTS,
  )
  generation = { keys, withPrivateKey: await importPrivateKey(pem) }
  options = {
    tenant: 'north',
    keyring: createKeyring('north', () => [generation]),
    writeMarginMs: 0,
    clock,
    clockSkewMs: 30_000,
    policyHints: 'required',
    faults: NO_FAULTS,
    events: {
      write: (name) => events.push(name),
      flush: async () => undefined,
      close: async () => undefined,
    },
    journal: openJournal(path, clock.now),
    forestAt: () => forest,
    find: (cloudAnchor) => new SyncEngine(1).find(cloudAnchor),
    findByName: async (cloudAnchor) => new SyncEngine(1).find(cloudAnchor),
    onAnswered: () => undefined,
  }
  receiver = receiveRequests(options)
})
afterEach(async () => {
  clock.stop()
  await options.journal.close()
  rmSync(path, { recursive: true })
})

it('an account that no import brought is not found; the request is accepted with its result', async () => {
  await deliver((await seal()).bytes)
  expect(log).toEqual(['accept', 'user-not-found'])
})

it('a request whose result cannot leave goes back to the relay, and is answered when it comes again', async () => {
  const { bytes } = await seal()
  sendOutcome = 'released'
  await deliver(bytes)
  expect(log).toEqual(['release'])
  sendOutcome = 'accepted'
  await deliver(bytes, true)
  expect(log).toEqual(['release', 'accept', 'user-not-found'])
})

it('after its deadline only a redelivered copy is answered, and only with what is on record', async () => {
  const { bytes } = await seal()
  const never = await seal()
  await deliver(bytes)
  await clock.stepTo(clock.now() + 2_000)
  log = []
  await deliver(bytes)
  expect(log).toEqual(['accept'])
  await deliver(bytes, true)
  expect(log).toEqual(['accept', 'accept', 'user-not-found'])
  log = []
  await deliver(never.bytes, true)
  expect(log).toEqual(['accept'])
})

it('agent-answers-expired answers what it drops', async () => {
  const { bytes } = await seal()
  await clock.stepTo(clock.now() + 2_000)
  receiver = receiveRequests({
    ...options,
    faults: { fires: (name) => name === 'agent-answers-expired' },
  })
  await deliver(bytes)
  expect(log).toEqual(['accept', 'agent-refused'])
})

it('two copies that come together are one operation with two equal results', async () => {
  const { bytes } = await seal()
  await Promise.all([deliver(bytes), deliver(bytes, true)])
  expect(log).toEqual(['accept', 'user-not-found', 'accept', 'user-not-found'])
  expect(events.filter((name) => name === 'PasswordResetStart')).toHaveLength(1)
})

it('a secret sealed for another key is answered as not validated, and nothing is put on record', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { id, bytes } = await sealRequest(
    { ...keys, publicKey: other.publicKey },
    {
      operation: 'user-reset',
      mustChangeAtNextLogon: false,
      cloudAnchor: randomBytes(16),
      deadlineMs: Math.floor(clock.now()) + 1_000,
      newPassword: 'any',
    },
  )
  await deliver(bytes)
  expect(log).toEqual(['accept', 'agent-refused'])
  expect(options.journal.find('north', id)).toBeUndefined()
})

it('requests for one account wait for each other, those for another do not', async () => {
  const gate = createDeferred()
  let begun = 0
  const pool: DirectoryPool = {
    async run() {
      begun++
      await gate.promise
      throw new DirectoryError({ kind: 'unreachable', reason: 'test' })
    },
    close: async () => undefined,
  }
  const [one, other] = [randomBytes(16), randomBytes(16)]
  const engine = new SyncEngine(1)
  for (const objectGuid of [one, other]) engine.import(0, { ...SOMEBODY, objectGuid })
  receiver = receiveRequests({
    ...options,
    forestAt: forestWith(pool),
    find: (cloudAnchor) => engine.find(cloudAnchor),
  })
  const sealed = await Promise.all([one, one, other].map((cloudAnchor) => seal({ cloudAnchor })))
  const done = Promise.all(sealed.map(({ bytes }) => deliver(bytes)))
  await vi.waitFor(() => expect(begun).toBeGreaterThan(1), { timeout: 5_000 })
  await sleep(50)
  expect(begun).toBe(2)
  gate.resolve()
  await done
  expect(begun).toBe(3)
})

it.each([
  [60_000, 0],
  [500, 1],
])(
  'with %i ms before the deadline kept free, a write due in a second begins %i times',
  async (writeMarginMs, writes) => {
    let written = 0
    const account = { dn: 'CN=x', userAccountControl: ['512'], pwdLastSet: ['1'] }
    const pool: DirectoryPool = {
      run: (work) =>
        work({
          search: async () => ({ searchEntries: [account], searchReferences: [] }),
          async modify() {
            written++
          },
          async *searchPaginated() {
            yield* []
          },
        }),
      close: async () => undefined,
    }
    const objectGuid = randomBytes(16)
    const engine = new SyncEngine(1)
    engine.import(0, { ...SOMEBODY, objectGuid })
    receiver = receiveRequests({
      ...options,
      writeMarginMs,
      policyHints: 'optional',
      forestAt: forestWith(pool),
      find: (cloudAnchor) => engine.find(cloudAnchor),
    })
    await deliver((await seal({ cloudAnchor: objectGuid })).bytes)
    expect(written).toBe(writes)
    expect(log).toEqual(writes === 1 ? ['accept', 'changed'] : ['accept'])
    // The directory lists no policy-hints control, and that is said (PWB-POL-15).
    expect(events.includes('PasswordPolicyControlMissing')).toBe(writes === 1)
  },
)
it('the account is read while the password is being opened', async () => {
  const gate = createDeferred()
  let asked = 0
  const pool: DirectoryPool = {
    async run() {
      asked++
      throw new DirectoryError({ kind: 'unreachable', reason: 'test' })
    },
    close: async () => undefined,
  }
  const objectGuid = randomBytes(16)
  const engine = new SyncEngine(1)
  engine.import(0, { ...SOMEBODY, objectGuid })
  receiver = receiveRequests({
    ...options,
    keyring: createKeyring('north', () => [
      {
        ...generation,
        withPrivateKey: async (use) => {
          await gate.promise
          return generation.withPrivateKey(use)
        },
      },
    ]),
    forestAt: forestWith(pool),
    find: (cloudAnchor) => engine.find(cloudAnchor),
  })
  const done = deliver((await seal({ cloudAnchor: objectGuid })).bytes)
  await vi.waitFor(() => expect(asked).toBe(1), { timeout: 5_000 })
  gate.resolve()
  await done
  expect(asked).toBe(1)
  expect(log).toEqual(['accept', 'directory-unavailable'])
})
