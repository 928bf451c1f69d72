import { sealPackage } from '../independent/seal.ts'
import { heartbeatVectors, resultPlain, resultVectors } from './agent-vectors.ts'
import { derive } from './derive.ts'
import type { RequestVector, VectorKeys } from './files.ts'
import { type Due, flipped, type Problem, type Row } from './refused-row.ts'
import { requestVectors } from './request-vectors.ts'

/** Where a bit is turned over in a request in the long form, and what is found wrong with it. */
const FLIPS: readonly (readonly [string, number, Problem])[] = [
  ['version', 0, 'malformed'],
  ['kind', 1, 'malformed'],
  ['key id', 5, 'unknown-key'],
  ['deadline', 11, 'unauthentic'],
  ['nonce', 12, 'unauthentic'],
  ['operation', 24, 'unauthentic'],
  ['flags', 25, 'unauthentic'],
  ['cloud anchor', 41, 'unauthentic'],
  ['RSA block', 42, 'unauthentic'],
  ['long form’s sealed part', 298, 'unauthentic'],
  ['long form’s tag', -17, 'unauthentic'],
  ['tag', -1, 'unauthentic'],
]

const packageOf = (vectors: readonly { package: string }[], index: number) =>
  Buffer.from(vectors[index]?.package ?? '', 'hex')

const isLong = ({ longPlaintext }: RequestVector) => longPlaintext !== undefined

const of = (due: Due, name: string, bytes: Buffer, problem: Problem): Row => ({
  due,
  name,
  bytes,
  problem,
})

/** A package of another's making: altered on its way, or not for this reader. */
export function foreignRows(keys: VectorKeys): Row[] {
  const requests = requestVectors(keys)
  const long = packageOf(requests.filter(isLong), 0)
  const short = packageOf(requests, 1)
  const result = packageOf(resultVectors(keys), 0)
  const heartbeat = packageOf(heartbeatVectors(keys), 0)
  const foreignKey = { ...keys, symmetricKey: derive('another symmetric key', 32) }
  const sealedElsewhere = sealPackage(foreignKey, {
    kind: 'result',
    nonce: derive('nonce under another key', 12),
    plain: resultPlain(0, derive('request', 12), [1, 1]),
  })
  return [
    ...FLIPS.map(([where, at, problem]) =>
      of('request', `bit flipped in the ${where}`, flipped(long, at), problem),
    ),
    of('result', 'result with a bit flipped in its outcome', flipped(result, 30), 'unauthentic'),
    of('heartbeat', 'heartbeat with a bit flipped', flipped(heartbeat, 20), 'unauthentic'),
    of('request', 'empty', Buffer.alloc(0), 'malformed'),
    of('request', 'one byte shorter than any package', short.subarray(0, 33), 'malformed'),
    of('request', 'one byte shorter than any request', short.subarray(0, 39), 'malformed'),
    of('request', 'truncated by one byte', short.subarray(0, -1), 'unauthentic'),
    of('request', 'extended by one byte', Buffer.concat([short, Buffer.alloc(1)]), 'unauthentic'),
    of('request', 'version 2', Buffer.concat([Buffer.from([2]), short.subarray(1)]), 'malformed'),
    of('request', 'kind 4', Buffer.from(short).fill(4, 1, 2), 'malformed'),
    of('request', 'a result where a request is due', result, 'malformed'),
    of('result', 'a request where a result is due', short, 'malformed'),
    of('result', 'a heartbeat where a result is due', heartbeat, 'malformed'),
    of(
      'heartbeat',
      'a result renamed to a heartbeat',
      Buffer.from(result).fill(3, 1, 2),
      'unauthentic',
    ),
    of('result', 'sealed under another symmetric key', sealedElsewhere, 'unauthentic'),
    { ...of('request', 'read as another tenant', short, 'unauthentic'), tenant: 'south' },
    { ...of('request', 'read under another key id', short, 'unknown-key'), keyId: 5 },
  ]
}
