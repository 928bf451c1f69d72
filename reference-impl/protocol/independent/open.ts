import type { KeyObject } from 'node:crypto'
import { openSealed, type TenantKeys } from './open-package.ts'
import { openSecret, type Secrets } from './open-secret.ts'
import { check } from './problem.ts'

export interface AgentKeys extends TenantKeys {
  readonly privateKey: KeyObject
}

/** By the number in the request. */
export const OPERATIONS = ['user-reset', 'administrator-reset', 'change', 'unlock'] as const

function secretsOf(operation: string, key: KeyObject, block: Buffer): Partial<Secrets> {
  if (block.length === 0) {
    check(operation === 'unlock')
    return {}
  }
  const secrets = openSecret(key, block)
  check(operation !== 'unlock')
  check((secrets.currentPassword !== undefined) === (operation === 'change'))
  return secrets
}

export function openRequest(keys: AgentKeys, bytes: Buffer) {
  const { id, header, plain } = openSealed(keys, 'request', bytes)
  check(plain.length >= 18)
  const operation = OPERATIONS[plain.readUInt8(0) - 1] ?? ''
  check(operation !== '')
  return {
    id,
    deadlineMs: header.readUIntBE(6, 6),
    operation,
    mustChangeAtNextLogon: (plain.readUInt8(1) & 1) === 1,
    cloudAnchor: plain.subarray(2, 18),
    ...secretsOf(operation, keys.privateKey, plain.subarray(18)),
  }
}

/** `outcomes`: the numbers that are valid. */
export function openResult(keys: TenantKeys, bytes: Buffer, outcomes: ReadonlySet<number>) {
  const { id, plain } = openSealed(keys, 'result', bytes)
  check(plain.length === 30)
  const outcome = plain.readUInt8(12)
  check(outcomes.has(outcome))
  return {
    id,
    requestId: plain.subarray(0, 12).toString('base64url'),
    outcome,
    agentMicros: plain.readUInt32BE(14),
    directoryMicros: plain.readUInt32BE(18),
    completedAtMs: plain.readUIntBE(22, 6),
  }
}

export function openHeartbeat(keys: TenantKeys, bytes: Buffer) {
  const { id, plain } = openSealed(keys, 'heartbeat', bytes)
  check(plain.length === 22)
  return {
    id,
    version: { major: plain.readUInt8(0), minor: plain.readUInt8(1), patch: plain.readUInt8(2) },
    operations: plain.readUInt32BE(4),
    refusals: plain.readUInt32BE(8),
    uptimeSeconds: plain.readUInt32BE(12),
    sentAtMs: plain.readUIntBE(16, 6),
  }
}
