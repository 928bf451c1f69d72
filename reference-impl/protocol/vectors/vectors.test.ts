import { createPublicKey, webcrypto } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { OUTCOME_CODES, OUTCOMES, outcomeOfWire } from '../../../harness/contract/outcomes.ts'
import * as second from '../independent/open.ts'
import { Refused } from '../independent/problem.ts'
import {
  openHeartbeat,
  openRequest,
  openResult,
  PackageError,
  sealHeartbeat,
  sealRequest,
  sealResult,
} from '../message.ts'
import {
  heartbeatVectorSchema,
  type RefusedVector,
  readKeys,
  readVectors,
  refusedVectorSchema,
  type RequestVector,
  requestVectorSchema,
  resultVectorSchema,
} from './files.ts'
import { vectorFiles } from './generate.ts'

const folder = new URL('./', import.meta.url)
const keys = readKeys(folder)
const { tenant, keyId, symmetricKey } = keys
const shared = { tenant, keyId, symmetricKey }
const publicKey = createPublicKey({
  key: Buffer.from(keys.publicKey, 'base64'),
  format: 'der',
  type: 'spki',
})
const privateKey = await webcrypto.subtle.importKey(
  'pkcs8',
  keys.privateKey.export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSA-OAEP', hash: 'SHA-256' },
  false,
  ['decrypt'],
)
const outcomes = new Set(
  OUTCOME_CODES.map((code): number | null => OUTCOMES[code].wire).filter((wire) => wire !== null),
)

const requests = readVectors(folder, 'requests.json', z.array(requestVectorSchema))
const results = readVectors(folder, 'results.json', z.array(resultVectorSchema))
const heartbeats = readVectors(folder, 'heartbeats.json', z.array(heartbeatVectorSchema))
const refused = readVectors(folder, 'refused.json', z.array(refusedVectorSchema))

const bytesOf = (vector: { readonly package: string }) => Buffer.from(vector.package, 'hex')
const idOf = ({ nonce }: { readonly nonce: string }) =>
  Buffer.from(nonce, 'hex').toString('base64url')

/** What both readers must say of a request; passwords as hexadecimal UTF-16LE. */
const expected = (vector: RequestVector) => ({
  id: idOf(vector),
  deadlineMs: vector.deadlineMs,
  operation: vector.operation,
  mustChangeAtNextLogon: vector.mustChangeAtNextLogon,
  cloudAnchor: vector.cloudAnchor,
  newPassword: vector.newPassword,
  currentPassword: vector.currentPassword,
})

type Bytes = Buffer | undefined
interface Opened {
  readonly cloudAnchor: Buffer
  readonly newPassword?: Bytes
  readonly currentPassword?: Bytes
}
const inHex = <T extends Opened>(opened: T) => ({
  ...opened,
  cloudAnchor: opened.cloudAnchor.toString('hex'),
  newPassword: opened.newPassword?.toString('hex'),
  currentPassword: opened.currentPassword?.toString('hex'),
})
const units = (text: string | undefined) =>
  text === undefined ? undefined : Buffer.from(text, 'utf16le')

const readers = {
  async 'this implementation'(bytes: Buffer) {
    const opened = await openRequest({ ...shared, privateKey }, bytes)
    const { newPassword, currentPassword } = opened
    return inHex({
      ...opened,
      newPassword: units(newPassword),
      currentPassword: units(currentPassword),
    })
  },
  async 'the independent reader'(bytes: Buffer) {
    return inHex(second.openRequest({ ...shared, privateKey: keys.privateKey }, bytes))
  },
} as const

it('the files are what the generator makes of the keys', () => {
  for (const [name, text] of Object.entries(vectorFiles(keys))) {
    expect(readFileSync(new URL(name, folder), 'utf8') === text, name).toBe(true)
  }
})

it('the public key is the private one’s', () => {
  expect(publicKey.equals(createPublicKey(keys.privateKey))).toBe(true)
})

describe.each(Object.entries(readers))('%s', (_name, open) => {
  it('opens every request', async () => {
    for (const vector of requests) {
      expect(await open(bytesOf(vector)), vector.name).toEqual(expected(vector))
    }
  })
})

describe('both readers', () => {
  it('open every result', () => {
    for (const vector of results) {
      const { name, nonce, plaintext: _plain, package: _bytes, outcome, ...fields } = vector
      const said = { ...fields, id: idOf({ nonce }) }
      const code = outcomeOfWire(outcome)
      expect(openResult(shared, bytesOf(vector)), name).toEqual({ ...said, outcome: code })
      const opened = second.openResult(shared, bytesOf(vector), outcomes)
      expect(opened, name).toEqual({ ...said, outcome })
    }
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(outcomes)
  })

  it('open every heartbeat', () => {
    for (const vector of heartbeats) {
      const { name, nonce, plaintext: _plain, package: _bytes, ...fields } = vector
      const said = { ...fields, id: idOf({ nonce }) }
      expect(openHeartbeat(shared, bytesOf(vector)), name).toEqual(said)
      expect(second.openHeartbeat(shared, bytesOf(vector)), name).toEqual(said)
    }
  })

  it('refuse every bad package for its reason', async () => {
    for (const vector of refused) {
      const found = [await problemHere(vector), problemThere(vector)]
      expect([vector.name, ...found]).toEqual([vector.name, vector.problem, vector.problem])
    }
  })
})

async function problemHere(vector: RefusedVector): Promise<string> {
  const reader = { ...shared, tenant: vector.tenant, keyId: vector.keyId }
  const bytes = bytesOf(vector)
  try {
    if (vector.due === 'request') await openRequest({ ...reader, privateKey }, bytes)
    else if (vector.due === 'result') openResult(reader, bytes)
    else openHeartbeat(reader, bytes)
    return 'opened'
  } catch (error) {
    if (error instanceof PackageError) return error.problem
    throw error
  }
}

function problemThere(vector: RefusedVector): string {
  const reader = { ...shared, tenant: vector.tenant, keyId: vector.keyId }
  const bytes = bytesOf(vector)
  try {
    if (vector.due === 'request') {
      second.openRequest({ ...reader, privateKey: keys.privateKey }, bytes)
    } else if (vector.due === 'result') second.openResult(reader, bytes, outcomes)
    else second.openHeartbeat(reader, bytes)
    return 'opened'
  } catch (error) {
    if (error instanceof Refused) return error.problem
    throw error
  }
}

describe('what this implementation seals, the independent reader opens', () => {
  it('requests of every operation and form', async () => {
    const lengths = [0, 1, 64, 65, 128, 256, 4_096]
    const passwords = [...lengths.map((length) => 'p'.repeat(length)), 'a\ud800b']
    for (const newPassword of passwords) {
      for (const operation of ['user-reset', 'change'] as const) {
        const body = {
          operation,
          mustChangeAtNextLogon: newPassword.length === 1,
          cloudAnchor: Buffer.alloc(16, 7),
          deadlineMs: 1_795_000_000_123,
          newPassword,
          ...(operation === 'change' && { currentPassword: 'c'.repeat(newPassword.length) }),
        }
        const { id, bytes } = await sealRequest({ ...shared, publicKey }, body)
        const opened = second.openRequest({ ...shared, privateKey: keys.privateKey }, bytes)
        expect(opened).toEqual({
          ...body,
          id,
          newPassword: units(newPassword),
          ...(operation === 'change' && { currentPassword: units(body.currentPassword) }),
        })
      }
    }
  })

  it('results and heartbeats', () => {
    const result = {
      requestId: 'AAECAwQFBgcICQoL',
      outcome: 'policy',
      agentMicros: 1_234,
      directoryMicros: 1_000,
      completedAtMs: 1_795_000_000_456,
    } as const
    const { id: _id, ...told } = second.openResult(shared, sealResult(shared, result), outcomes)
    expect(told).toEqual({ ...result, outcome: OUTCOMES.policy.wire })
    const heartbeat = {
      version: { major: 4, minor: 5, patch: 6 },
      operations: 70_000,
      refusals: 3,
      uptimeSeconds: 86_400,
      sentAtMs: 1_795_000_000_789,
    }
    const { id: _own, ...beat } = second.openHeartbeat(shared, sealHeartbeat(shared, heartbeat))
    expect(beat).toEqual(heartbeat)
  })
})
