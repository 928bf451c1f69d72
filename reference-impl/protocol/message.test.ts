import { generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto'
import { array, assert, asyncProperty, integer, nat } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  openHeartbeat,
  openRequest,
  openResult,
  PackageError,
  peek,
  type RequestBody,
  sealHeartbeat,
  sealRequest,
  sealResult,
} from './message.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privateKey = await webcrypto.subtle.importKey(
  'pkcs8',
  pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSA-OAEP', hash: 'SHA-256' },
  false,
  ['decrypt'],
)
const shared = { tenant: 'north', keyId: 0xfe_dc_ba_98, symmetricKey: randomBytes(32) }
const cloud = { ...shared, publicKey: pair.publicKey }
const agent = { ...shared, privateKey }
const reset = (newPassword: string): RequestBody => ({
  operation: 'user-reset',
  mustChangeAtNextLogon: false,
  cloudAnchor: randomBytes(16),
  deadlineMs: 1_795_000_000_123,
  newPassword,
})

const problemOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof PackageError) return error.problem
    throw error
  }
  return 'opened'
}

describe('a request', () => {
  it('comes out as it went in, for each operation', async () => {
    const bodies: RequestBody[] = [
      { ...reset('Öffne dich 1!'), mustChangeAtNextLogon: true },
      { ...reset('x'.repeat(65)), operation: 'administrator-reset' },
      { ...reset('new'), operation: 'change', currentPassword: '' },
      { ...reset('n'.repeat(256)), operation: 'change', currentPassword: 'c'.repeat(1_024) },
    ]
    for (const body of bodies) {
      const { id, bytes } = await sealRequest(cloud, body)
      expect(await openRequest(agent, bytes)).toEqual({ ...body, id })
      const { deadlineMs } = body
      expect(peek(bytes)).toEqual({ kind: 'request', keyId: shared.keyId, id, deadlineMs })
    }
  })

  it('for an unlock carries no secret', async () => {
    const { newPassword: _none, ...unlock } = { ...reset(''), operation: 'unlock' as const }
    const { id, bytes } = await sealRequest(cloud, unlock)
    expect(bytes.length).toBe(58)
    expect(await openRequest(agent, bytes)).toEqual({ ...unlock, id })
  })

  it('has 314 bytes whatever the password, up to 64 units', async () => {
    for (const length of [0, 1, 8, 63, 64]) {
      const { bytes } = await sealRequest(cloud, reset('p'.repeat(length)))
      expect(bytes.length).toBe(314)
    }
  })

  it('for a change has one size up to 64 units each, and stays under 1,000 bytes with 127 each', async () => {
    const sizes: number[] = []
    for (const units of [0, 1, 64, 127]) {
      const password = 'p'.repeat(units)
      const change: RequestBody = {
        ...reset(password),
        operation: 'change',
        currentPassword: password,
      }
      sizes.push((await sealRequest(cloud, change)).bytes.length)
    }
    expect(sizes).toEqual([590, 590, 590, 846])
  })

  it('keeps every UTF-16 code unit, lone surrogates too', async () => {
    const units = array(integer({ min: 0, max: 0xff_ff }), { maxLength: 300 })
    await assert(
      asyncProperty(units, async (codes) => {
        const password = String.fromCharCode(...codes)
        const { bytes } = await sealRequest(cloud, reset(password))
        expect((await openRequest(agent, bytes)).newPassword).toBe(password)
      }),
      { numRuns: 40 },
    )
  })

  it('with any bit flipped is refused', async () => {
    for (const body of [
      reset('Abc 123!'),
      { ...reset('new'), operation: 'change', currentPassword: 'old' } as const,
    ]) {
      const { bytes } = await sealRequest(cloud, body)
      await assert(
        asyncProperty(nat({ max: bytes.length * 8 - 1 }), async (bit) => {
          const flipped = Buffer.from(bytes)
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          expect(await problemOf(() => openRequest(agent, flipped))).not.toBe('opened')
        }),
        { numRuns: 150, examples: [[0], [9], [20], [50], [100], [24 * 8], [bytes.length * 8 - 1]] },
      )
    }
  })

  it('names what is wrong with it: foreign tenant, foreign keys, other kind, cut', async () => {
    const { bytes } = await sealRequest(cloud, reset('Abc 123!'))
    expect(await problemOf(() => openRequest({ ...agent, tenant: 'south' }, bytes))).toBe(
      'unauthentic',
    )
    expect(await problemOf(() => openRequest({ ...agent, keyId: 5 }, bytes))).toBe('unknown-key')
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
    const foreign = await sealRequest({ ...cloud, publicKey: other }, reset('Abc 123!'))
    expect(await problemOf(() => openRequest(agent, foreign.bytes))).toBe('undecryptable')
    expect(await problemOf(() => openResult(shared, bytes))).toBe('malformed')
    expect(await problemOf(() => peek(bytes.subarray(0, 39)))).toBe('malformed')
    expect(await problemOf(() => peek(Buffer.alloc(0)))).toBe('malformed')
  })

  it('refuses to be sealed with passwords that do not fit its operation', async () => {
    await expect(sealRequest(cloud, { ...reset('x'), operation: 'change' })).rejects.toThrow(
      'do not fit',
    )
    await expect(sealRequest(cloud, { ...reset('x'), operation: 'unlock' })).rejects.toThrow(
      'do not fit',
    )
    await expect(sealRequest(cloud, reset('x'.repeat(4_097)))).rejects.toThrow('4096')
  })
})

describe('a result', () => {
  const body = {
    requestId: randomBytes(12).toString('base64url'),
    outcome: 'policy',
    agentMicros: 1_234,
    directoryMicros: 1_000,
    completedAtMs: 1_795_000_000_456,
  } as const

  it('comes out as it went in, in 64 bytes', () => {
    const bytes = sealResult(shared, body)
    expect(bytes.length).toBe(64)
    const { id, ...rest } = openResult(shared, bytes)
    expect(rest).toEqual(body)
    expect(id).not.toBe(body.requestId)
  })

  it('cannot say what only the portal says', () => {
    expect(() => sealResult(shared, { ...body, outcome: 'expired' })).toThrow('expired')
  })
})

it('a heartbeat comes out as it went in, in at most 80 bytes', () => {
  const body = {
    version: { major: 1, minor: 2, patch: 3 },
    operations: 70_000,
    refusals: 3,
    uptimeSeconds: 86_400,
    sentAtMs: 1_795_000_000_789,
  }
  const bytes = sealHeartbeat(shared, body)
  expect(bytes.length).toBeLessThanOrEqual(80)
  const { id: _id, ...rest } = openHeartbeat(shared, bytes)
  expect(rest).toEqual(body)
})
