import { OUTCOME_CODES, OUTCOMES } from '../../../harness/contract/outcomes.ts'
import { sealPackage } from '../independent/seal.ts'
import { derive } from './derive.ts'
import type { HeartbeatVector, ResultVector, VectorKeys } from './files.ts'

const COMPLETED_AT_MS = 1_795_000_000_456

export function resultPlain(outcome: number, requestId: Buffer, micros: readonly [number, number]) {
  const plain = Buffer.alloc(30)
  requestId.copy(plain)
  plain.writeUInt8(outcome, 12)
  plain.writeUInt32BE(micros[0], 14)
  plain.writeUInt32BE(micros[1], 18)
  plain.writeUIntBE(COMPLETED_AT_MS, 22, 6)
  return plain
}

/** One for every number of the table; the last with the largest times. */
export function resultVectors(keys: VectorKeys): ResultVector[] {
  const numbered = OUTCOME_CODES.flatMap((code) => {
    const { wire } = OUTCOMES[code]
    return wire === null ? [] : [{ code, wire }]
  })
  return numbered.map(({ code, wire }, index) => {
    const isLast = index === numbered.length - 1
    const agentMicros = isLast ? 0xff_ff_ff_ff : 1_500 + index
    const directoryMicros = isLast ? 0xff_ff_ff_ff : 900 + index
    const name = `result ${wire}, ${code}`
    const requestId = derive(`request of ${name}`, 12)
    const nonce = derive(`nonce of ${name}`, 12)
    const plain = resultPlain(wire, requestId, [agentMicros, directoryMicros])
    return {
      name,
      requestId: requestId.toString('base64url'),
      outcome: wire,
      agentMicros,
      directoryMicros,
      completedAtMs: COMPLETED_AT_MS,
      nonce: nonce.toString('hex'),
      plaintext: plain.toString('hex'),
      package: sealPackage(keys, { kind: 'result', nonce, plain }).toString('hex'),
    }
  })
}

export function heartbeatVectors(keys: VectorKeys): HeartbeatVector[] {
  const started = { operations: 0, refusals: 0, uptimeSeconds: 0 }
  const wrapped = { operations: 2 ** 32 - 1, refusals: 70_000, uptimeSeconds: 86_400 }
  return [started, wrapped].map((counters, index) => {
    const name = index === 0 ? 'heartbeat at the start' : 'heartbeat before its counter turns over'
    const nonce = derive(`nonce of ${name}`, 12)
    const sentAtMs = COMPLETED_AT_MS + index
    const plain = Buffer.alloc(22)
    plain.set([1, 2, 3])
    plain.writeUInt32BE(counters.operations, 4)
    plain.writeUInt32BE(counters.refusals, 8)
    plain.writeUInt32BE(counters.uptimeSeconds, 12)
    plain.writeUIntBE(sentAtMs, 16, 6)
    return {
      name,
      version: { major: 1, minor: 2, patch: 3 },
      ...counters,
      sentAtMs,
      nonce: nonce.toString('hex'),
      plaintext: plain.toString('hex'),
      package: sealPackage(keys, { kind: 'heartbeat', nonce, plain }).toString('hex'),
    }
  })
}
