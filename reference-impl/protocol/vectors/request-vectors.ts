import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  encryptOaep,
  longKeyPlain,
  longPlain,
  sealLong,
  sealPackage,
  shortPlain,
} from '../independent/seal.ts'
import { derive } from './derive.ts'
import type { RequestVector, VectorKeys } from './files.ts'

interface Wanted {
  readonly name: string
  readonly operation: RequestVector['operation']
  readonly newPassword?: string
  readonly currentPassword?: string
  readonly mustChangeAtNextLogon?: boolean
}

const LONE_SURROGATE = 'a\ud800b'
const SURROGATE_PAIRS = '🔑'.repeat(32)
const letters = (units: number) => 'Aa1!'.repeat(Math.ceil(units / 4)).slice(0, units)

const reset = (name: string, newPassword: string): Wanted => ({
  name: `user reset, ${name}`,
  operation: 'user-reset',
  newPassword,
})
const change = (newPassword: string, currentPassword: string): Wanted => ({
  name: `change, new ${newPassword.length} units, current ${currentPassword.length}`,
  operation: 'change',
  newPassword,
  currentPassword,
})
const administratorReset = (mustChangeAtNextLogon: boolean): Wanted => ({
  name: `administrator reset${mustChangeAtNextLogon ? ', must change at next logon' : ''}`,
  operation: 'administrator-reset',
  mustChangeAtNextLogon,
  newPassword: 'Winter 2026!',
})

const WANTED: readonly Wanted[] = [
  ...[0, 1, 64, 65, 127, 128, 256].map((units) => reset(`${units} units`, letters(units))),
  reset('beyond ASCII, not normalised', 'Öffne O\u0308ffne'),
  reset('32 surrogate pairs: 64 units', SURROGATE_PAIRS),
  reset('32 surrogate pairs and one unit: 65', `${SURROGATE_PAIRS}x`),
  reset('a lone surrogate', LONE_SURROGATE),
  reset('a lone surrogate in the long form', `${LONE_SURROGATE}${letters(70)}`),
  administratorReset(false),
  administratorReset(true),
  change(letters(12), letters(9)),
  change('', ''),
  change(letters(64), letters(64)),
  change(letters(65), letters(1)),
  change(letters(128), LONE_SURROGATE),
  { name: 'unlock', operation: 'unlock' },
]

const OPERATION = { 'user-reset': 1, 'administrator-reset': 2, change: 3, unlock: 4 } as const
const DEADLINE_MS = 1_795_000_180_000

/** A request’s sealed part before the secret block. */
export const requestStart = (operation: number, flags: number, cloudAnchor: Buffer) =>
  Buffer.concat([Buffer.from([operation, flags]), cloudAnchor])

const units = (text: string) => Buffer.from(text, 'utf16le')

function secretOf(publicKey: KeyObject, { name, newPassword, currentPassword }: Wanted) {
  if (newPassword === undefined) return { block: Buffer.alloc(0), shown: {} }
  const current = currentPassword === undefined ? undefined : units(currentPassword)
  const oaepSeed = derive(`OAEP seed of ${name}`, 32)
  const shown = {
    newPassword: units(newPassword).toString('hex'),
    ...(current !== undefined && { currentPassword: current.toString('hex') }),
    oaepSeed: oaepSeed.toString('hex'),
  }
  if (current === undefined && newPassword.length <= 64) {
    const rsa = shortPlain(units(newPassword))
    return {
      block: encryptOaep(publicKey, rsa, oaepSeed),
      shown: { ...shown, rsaPlaintext: rsa.toString('hex') },
    }
  }
  const key = derive(`key of ${name}`, 32)
  const rsa = longKeyPlain(key)
  const plain = longPlain(units(newPassword), current)
  return {
    block: Buffer.concat([encryptOaep(publicKey, rsa, oaepSeed), sealLong(key, plain)]),
    shown: { ...shown, rsaPlaintext: rsa.toString('hex'), longPlaintext: plain.toString('hex') },
  }
}

function requestVector(keys: VectorKeys, wanted: Wanted, index: number): RequestVector {
  const { name, operation, mustChangeAtNextLogon = false } = wanted
  const nonce = derive(`nonce of ${name}`, 12)
  const cloudAnchor = derive(`cloud anchor of ${name}`, 16)
  const deadlineMs = DEADLINE_MS + index
  const { block, shown } = secretOf(createPublicKey(keys.privateKey), wanted)
  const start = requestStart(OPERATION[operation], mustChangeAtNextLogon ? 1 : 0, cloudAnchor)
  const plain = Buffer.concat([start, block])
  return {
    name,
    operation,
    mustChangeAtNextLogon,
    cloudAnchor: cloudAnchor.toString('hex'),
    deadlineMs,
    nonce: nonce.toString('hex'),
    ...shown,
    plaintext: plain.toString('hex'),
    package: sealPackage(keys, { kind: 'request', nonce, deadlineMs, plain }).toString('hex'),
  }
}

export const requestVectors = (keys: VectorKeys): RequestVector[] =>
  WANTED.map((wanted, index) => requestVector(keys, wanted, index))
