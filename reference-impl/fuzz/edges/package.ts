import { peek, PackageError, sealHeartbeat, sealResult } from '../../protocol/message.ts'
import { openPackage, sealPackage } from '../../protocol/envelope.ts'
import { openHeartbeat } from '../../protocol/heartbeat.ts'
import { openRequestPackage } from '../../protocol/request.ts'
import { openResult } from '../../protocol/result.ts'
import { type FuzzEdge, verdictOf } from '../edge.ts'

const KEYS = { tenant: 'north', keyId: 7, symmetricKey: Buffer.alloc(32, 7) }
const request = (body: Buffer) =>
  sealPackage(KEYS, 'request', body, { deadlineMs: 1_795_000_000_000 })

const SAMPLES = [
  request(Buffer.concat([Buffer.from([4, 0]), Buffer.alloc(16, 3)])).bytes,
  request(Buffer.concat([Buffer.from([1, 1]), Buffer.alloc(16 + 256, 3)])).bytes,
  sealResult(KEYS, {
    requestId: Buffer.alloc(12, 5).toString('base64url'),
    outcome: 'policy',
    agentMicros: 1,
    directoryMicros: 1,
    completedAtMs: 1_795_000_000_000,
  }),
  sealHeartbeat(KEYS, {
    version: { major: 1, minor: 2, patch: 3 },
    operations: 1,
    refusals: 1,
    uptimeSeconds: 1,
    sentAtMs: 1_795_000_000_000,
  }),
]

const OPENERS = {
  request: openRequestPackage,
  result: openResult,
  heartbeat: openHeartbeat,
} as const
const MOST_PLAIN_BYTES = 1_024

/** As it came, and again as what a holder of the key would have sealed: else no input gets past the tag. */
function open(bytes: Buffer): void {
  const { kind } = peek(bytes)
  const plain = bytes.subarray(18, 18 + MOST_PLAIN_BYTES)
  const sealed = sealPackage(KEYS, kind, plain).bytes
  if (!openPackage(KEYS, kind, sealed).plain.equals(plain)) {
    throw new Error('a package does not open to what was sealed')
  }
  verdictOf(() => OPENERS[kind](KEYS, sealed), [PackageError])
  OPENERS[kind](KEYS, bytes)
}

/** Packages, as the agent and the portal open them. They travel inside AMQP, which is an edge of its own. */
export const packageEdge: FuzzEdge = {
  corpus: SAMPLES,
  decode: (bytes) => verdictOf(() => open(bytes), [PackageError]),
  wires: {},
}
