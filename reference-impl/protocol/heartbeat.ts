import { openPackage, type PackageKeys, sealPackage } from './envelope.ts'
import { putNumber, sizeOf, takeNumber } from './layout.ts'
import { HEARTBEAT_BODY } from './layouts.ts'
import { PackageError } from './package-error.ts'

/** The agent is alive, and what it did since it started. No personal data. */
export interface HeartbeatBody {
  readonly version: { readonly major: number; readonly minor: number; readonly patch: number }
  /** Requests answered since the service started, refused ones included; modulo 2^32. */
  readonly operations: number
  readonly refusals: number
  readonly uptimeSeconds: number
  /** Milliseconds since the epoch, by the agent's clock. */
  readonly sentAtMs: number
}

const counter = (value: number) => Math.floor(value) % 2 ** 32

export function sealHeartbeat(keys: PackageKeys, body: HeartbeatBody): Buffer {
  const plain = Buffer.alloc(sizeOf(HEARTBEAT_BODY))
  putNumber(plain, HEARTBEAT_BODY.major, body.version.major)
  putNumber(plain, HEARTBEAT_BODY.minor, body.version.minor)
  putNumber(plain, HEARTBEAT_BODY.patch, body.version.patch)
  putNumber(plain, HEARTBEAT_BODY.operations, counter(body.operations))
  putNumber(plain, HEARTBEAT_BODY.refusals, counter(body.refusals))
  putNumber(plain, HEARTBEAT_BODY.uptimeSeconds, counter(body.uptimeSeconds))
  putNumber(plain, HEARTBEAT_BODY.sentAtMs, Math.floor(body.sentAtMs))
  return sealPackage(keys, 'heartbeat', plain).bytes
}

/** Throws PackageError: `malformed`, `unknown-key`, `unauthentic`. */
export function openHeartbeat(keys: PackageKeys, bytes: Buffer): HeartbeatBody & { id: string } {
  const { header, plain } = openPackage(keys, 'heartbeat', bytes)
  if (plain.length !== sizeOf(HEARTBEAT_BODY)) {
    throw new PackageError('malformed', 'a heartbeat’s size')
  }
  return {
    id: header.id,
    version: {
      major: takeNumber(plain, HEARTBEAT_BODY.major),
      minor: takeNumber(plain, HEARTBEAT_BODY.minor),
      patch: takeNumber(plain, HEARTBEAT_BODY.patch),
    },
    operations: takeNumber(plain, HEARTBEAT_BODY.operations),
    refusals: takeNumber(plain, HEARTBEAT_BODY.refusals),
    uptimeSeconds: takeNumber(plain, HEARTBEAT_BODY.uptimeSeconds),
    sentAtMs: takeNumber(plain, HEARTBEAT_BODY.sentAtMs),
  }
}
