import { readSecrets } from '../../protocol/secret-block.ts'
import { openPackage, sealPackage } from '../../protocol/envelope.ts'
import { openHeartbeat } from '../../protocol/heartbeat.ts'
import { sizeOf } from '../../protocol/layout.ts'
import { LONG_SECRET_KEY, OPERATIONS, SHORT_SECRET, TAG_BYTES } from '../../protocol/layouts.ts'
import { PackageError, peek, sealHeartbeat, sealResult } from '../../protocol/message.ts'
import { openRequestPackage } from '../../protocol/request.ts'
import { openResult } from '../../protocol/result.ts'
import { type FuzzEdge, verdictOf } from '../edge.ts'
import { type Kind, readableOf, sealRest } from './holder.ts'

const KEYS = { tenant: 'north', keyId: 7, symmetricKey: Buffer.alloc(32, 7) }
const DEADLINE_MS = 1_795_000_000_000

const STEP = 128
const text = (password: string, bytes: number) => {
  const block = Buffer.alloc(bytes)
  Buffer.from(password, 'utf16le').copy(block)
  return block
}
const body = (operation: number, flags: number) =>
  Buffer.concat([Buffer.from([operation, flags]), Buffer.alloc(16, 3)])
const short = (password: string) =>
  Buffer.concat([Buffer.from([password.length]), text(password, sizeOf(SHORT_SECRET) - 1)])
const long = (newUnits: number, currentUnits: number, ...passwords: readonly Buffer[]) => {
  const lengths = Buffer.alloc(4)
  lengths.writeUInt16BE(newUnits, 0)
  lengths.writeUInt16BE(currentUnits, 2)
  const key = Buffer.alloc(sizeOf(LONG_SECRET_KEY) - 1, 9)
  return Buffer.concat([Buffer.from([0xff]), key, lengths, ...passwords])
}

/** The header and the tag are those of a package; between them is what would be under its key. */
function unsealed(kind: Kind, plain: Buffer): Buffer {
  const { bytes } = sealPackage(KEYS, kind, plain, { deadlineMs: DEADLINE_MS })
  const start = bytes.length - plain.length - TAG_BYTES
  plain.copy(bytes, start)
  return bytes
}
const request = (operation: number, secrets = Buffer.alloc(0)) =>
  unsealed('request', Buffer.concat([body(operation, 1), secrets]))

const plainOf = (kind: Kind, bytes: Buffer) => openPackage(KEYS, kind, bytes).plain
const RESULT = sealResult(KEYS, {
  requestId: Buffer.alloc(12, 5).toString('base64url'),
  outcome: 'policy',
  agentMicros: 1,
  directoryMicros: 1,
  completedAtMs: DEADLINE_MS,
})
const HEARTBEAT = sealHeartbeat(KEYS, {
  version: { major: 1, minor: 2, patch: 3 },
  operations: 1,
  refusals: 1,
  uptimeSeconds: 1,
  sentAtMs: DEADLINE_MS,
})

/** Requests of each form. Anchors of nobody: what is sealed anew is authentic, and must change nothing. */
const REQUESTS = [
  request(OPERATIONS.unlock),
  request(OPERATIONS['user-reset'], short('Some-Passw0rd')),
  request(OPERATIONS['administrator-reset'], long(100, 0xff_ff, text('x'.repeat(100), 2 * STEP))),
  request(OPERATIONS.change, long(9, 8, text('New-Pass1', STEP), text('Old-Pass', STEP))),
]
const ANSWERS = [
  unsealed('result', plainOf('result', RESULT)),
  unsealed('heartbeat', plainOf('heartbeat', HEARTBEAT)),
]

const OPENERS = {
  request: openRequestPackage,
  result: openResult,
  heartbeat: openHeartbeat,
} as const

/** As it came; then what a holder of the keys would have sealed; then its secrets, as out of the RSA block. */
function open(bytes: Buffer): void {
  const { kind } = peek(bytes)
  verdictOf(() => OPENERS[kind](KEYS, bytes), [PackageError])
  const readable = readableOf(bytes)
  if (readable === undefined) throw new Error('the header of a package is not read twice the same')
  const plain = Buffer.concat([readable.body, readable.wrapped, readable.rest])
  const sealed = sealPackage(KEYS, kind, plain).bytes
  if (!openPackage(KEYS, kind, sealed).plain.equals(plain)) {
    throw new Error('a package does not open to what was sealed')
  }
  OPENERS[kind](KEYS, sealed)
  if (readable.wrapped.length > 0) readSecrets(readable.wrapped, sealRest(readable))
}

/** Packages, as the agent and the portal open them. */
export const packageEdge: FuzzEdge = {
  corpus: [...REQUESTS, ...ANSWERS],
  decode: (bytes) => verdictOf(() => open(bytes), [PackageError]),
  wires: {},
}
