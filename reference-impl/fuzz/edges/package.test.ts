import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { expect, it } from 'vitest'
import { PackageError } from '../../protocol/message.ts'
import { openRequest } from '../../protocol/request.ts'
import { makeInput } from '../mutators.ts'
import { createRandom } from '../random.ts'
import { readableOf, sealReadable } from './holder.ts'
import { packageEdge } from './package.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const privateKey = await webcrypto.subtle.importKey(
  'pkcs8',
  pair.privateKey.export({ type: 'pkcs8', format: 'der' }),
  { name: 'RSA-OAEP', hash: 'SHA-256' },
  false,
  ['decrypt'],
)
const keys = { tenant: 'north', keyId: 3, symmetricKey: Buffer.alloc(32, 1) }

const opened = async (input: Buffer) => {
  const readable = readableOf(input)
  if (readable?.kind !== 'request') return 'no request'
  const sealed = sealReadable(keys, pair.publicKey, readable, 1_000)
  try {
    const { operation, newPassword, currentPassword } = await openRequest(
      { ...keys, privateKey },
      sealed,
    )
    return [operation, newPassword?.length, currentPassword]
  } catch (error) {
    if (error instanceof PackageError) return error.problem
    throw error
  }
}

it('a holder seals every form of request so that the agent opens it', async () => {
  const [unlock, reset, byAdministrator, change] = packageEdge.corpus
  expect(
    await Promise.all(
      [unlock, reset, byAdministrator, change].map((input) => opened(input ?? Buffer.alloc(0))),
    ),
  ).toEqual([
    ['unlock', undefined, undefined],
    ['user-reset', 13, undefined],
    ['administrator-reset', 100, undefined],
    ['change', 9, 'Old-Pass'],
  ])
})

it('mutated requests get as far as the passwords, and are refused there too', async () => {
  const made = Array.from({ length: 400 }, (_, at) =>
    makeInput(createRandom(5, at), packageEdge.corpus),
  )
  const ends = (await Promise.all(made.map(opened))).map((end) =>
    Array.isArray(end) ? 'opened' : end,
  )
  for (const end of ['opened', 'undecryptable', 'malformed', 'no request'])
    expect(ends.filter((one) => one === end).length, end).toBeGreaterThan(10)
})
