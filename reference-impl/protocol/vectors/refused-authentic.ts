import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  encryptOaep,
  longKeyPlain,
  longPlain,
  sealLong,
  sealPackage,
  shortPlain,
} from '../independent/seal.ts'
import { resultPlain } from './agent-vectors.ts'
import { derive } from './derive.ts'
import type { VectorKeys } from './files.ts'
import { type Due, flipped, type Problem, type Row } from './refused-row.ts'
import { requestStart } from './request-vectors.ts'

const DEADLINE_MS = 1_795_000_180_000
const ANCHOR = derive('cloud anchor of refused requests', 16)
const NONE = Buffer.alloc(0)
const units = (text: string) => Buffer.from(text, 'utf16le')

/** Well-formed secret blocks, to be put where they do not belong, and the means to make bad ones. */
function secretsUnder(publicKey: KeyObject) {
  const seed = derive('OAEP seed of refused requests', 32)
  const key = derive('key of refused requests', 32)
  const rsa = (plain: Buffer) => encryptOaep(publicKey, plain, seed)
  const wrapped = rsa(longKeyPlain(key))
  const long = (plain: Buffer) => Buffer.concat([wrapped, sealLong(key, plain)])
  return { rsa, wrapped, long, short: rsa(shortPlain(units('Abc 123!'))) }
}

const sealed = (keys: VectorKeys, row: Omit<Row, 'bytes'>, plain: Buffer): Row => {
  const nonce = derive(`nonce of ${row.name}`, 12)
  const parts = { kind: row.due, nonce, plain, deadlineMs: DEADLINE_MS }
  return { ...row, bytes: sealPackage(keys, parts) }
}

/** Operation number and secret block that do not fit each other. */
function unfitting({ short, long }: ReturnType<typeof secretsUnder>) {
  const one = long(longPlain(units('Abc 123!')))
  const two = long(longPlain(units('new'), units('old')))
  return [
    ['operation 0', 0, short],
    ['operation 5', 5, short],
    ['reset without a secret block', 1, NONE],
    ['unlock with a secret block', 4, short],
    ['change without a current password, short form', 3, short],
    ['change without a current password, long form', 3, one],
    ['reset with a current password', 2, two],
  ] as const
}

/** Secret blocks that do not open, all of them in a reset. */
function unopenable({ rsa, wrapped, long, short }: ReturnType<typeof secretsUnder>) {
  const password = longPlain(units('x'))
  const overstated = Buffer.from(password)
  overstated.writeUInt16BE(65, 0)
  const otherForm = rsa(Buffer.alloc(33, 254))
  return [
    ['RSA block altered', flipped(short, 100)],
    ['RSA block cut', short.subarray(0, 255)],
    ['short form with more behind it', Buffer.concat([short, Buffer.alloc(1)])],
    ['short form of 65 units', rsa(Buffer.alloc(129, 65))],
    ['RSA block of 130 bytes', rsa(Buffer.alloc(130))],
    ['RSA block of nothing', rsa(NONE)],
    ['form 254', Buffer.concat([otherForm, sealLong(Buffer.alloc(32, 254), password)])],
    ['long form without its sealed part', wrapped],
    ['long form, sealed part altered', flipped(long(password), 260)],
    ['long form, sealed part empty', long(NONE)],
    [
      'long form, a step more than its lengths say',
      long(Buffer.concat([password, Buffer.alloc(128)])),
    ],
    ['long form, a step less than its lengths say', long(overstated)],
  ] as const
}

/** Authentic, so the sender holds the tenant’s key, but not what the protocol allows. */
export function authenticRows(keys: VectorKeys): Row[] {
  const secrets = secretsUnder(createPublicKey(keys.privateKey))
  const request = (name: string, problem: Problem, operation: number, block: Buffer) =>
    sealed(
      keys,
      { name, due: 'request', problem },
      Buffer.concat([requestStart(operation, 0, ANCHOR), block]),
    )
  const misshapen = (due: Due, name: string, plain: Buffer) =>
    sealed(keys, { name, due, problem: 'malformed' }, plain)
  const requestId = derive('request of refused results', 12)
  return [
    ...unfitting(secrets).map(([name, operation, block]) =>
      request(name, 'malformed', operation, block),
    ),
    ...unopenable(secrets).map(([name, block]) => request(name, 'undecryptable', 1, block)),
    misshapen('request', 'request of 17 bytes', requestStart(4, 0, ANCHOR).subarray(0, 17)),
    misshapen('result', 'result of 29 bytes', resultPlain(0, requestId, [1, 1]).subarray(0, 29)),
    misshapen('result', 'result of outcome 18', resultPlain(18, requestId, [1, 1])),
    misshapen('heartbeat', 'heartbeat of 23 bytes', Buffer.alloc(23)),
  ]
}
