import { OUTCOMES, type OutcomeCode, outcomeOfWire } from '../../harness/contract/outcomes.ts'
import { openPackage, type PackageKeys, sealPackage } from './envelope.ts'
import { putBytes, putNumber, sizeOf, takeBytes, takeNumber } from './layout.ts'
import { RESULT_BODY } from './layouts.ts'
import { PackageError } from './package-error.ts'

export interface ResultBody {
  /** The request's id (base64url). */
  readonly requestId: string
  readonly outcome: OutcomeCode
  /** Microseconds from the request's arrival to this result. */
  readonly agentMicros: number
  /** Of these, microseconds spent waiting for the directory. */
  readonly directoryMicros: number
  /** Milliseconds since the epoch, by the agent's clock. */
  readonly completedAtMs: number
}

const BODY_BYTES = sizeOf(RESULT_BODY)
const MOST_MICROS = 0xff_ff_ff_ff
const micros = (value: number) => Math.min(MOST_MICROS, Math.max(0, Math.round(value)))

/** Throws RangeError for an outcome that has no number in the table: only the portal says it. */
export function sealResult(keys: PackageKeys, body: ResultBody): Buffer {
  const { wire } = OUTCOMES[body.outcome]
  if (wire === null) throw new RangeError(`outcome ${body.outcome} has no number for a result`)
  const plain = Buffer.alloc(BODY_BYTES)
  putBytes(plain, RESULT_BODY.requestId, Buffer.from(body.requestId, 'base64url'))
  putNumber(plain, RESULT_BODY.outcome, wire)
  putNumber(plain, RESULT_BODY.agentMicros, micros(body.agentMicros))
  putNumber(plain, RESULT_BODY.directoryMicros, micros(body.directoryMicros))
  putNumber(plain, RESULT_BODY.completedAtMs, Math.floor(body.completedAtMs))
  return sealPackage(keys, 'result', plain).bytes
}

/** Throws PackageError: `malformed`, `unknown-key`, `unauthentic`. */
export function openResult(keys: PackageKeys, bytes: Buffer): ResultBody & { id: string } {
  const { header, plain } = openPackage(keys, 'result', bytes)
  if (plain.length !== BODY_BYTES) throw new PackageError('malformed', 'a result’s size')
  const wire = takeNumber(plain, RESULT_BODY.outcome)
  const outcome = outcomeOfWire(wire)
  if (outcome === undefined) throw new PackageError('malformed', `outcome ${wire} is not known`)
  return {
    id: header.id,
    requestId: takeBytes(plain, RESULT_BODY.requestId).toString('base64url'),
    outcome,
    agentMicros: takeNumber(plain, RESULT_BODY.agentMicros),
    directoryMicros: takeNumber(plain, RESULT_BODY.directoryMicros),
    completedAtMs: takeNumber(plain, RESULT_BODY.completedAtMs),
  }
}
