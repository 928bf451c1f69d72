import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type CryptoPlugin, ScureBase32Plugin, verifySync } from 'otplib'

const STEP_S = 30
const base32 = new ScureBase32Plugin()
/** RFC 4226 section 4, R6: at least 128 bits. */
const MIN_SECRET_BYTES = 16

const nodeCrypto: CryptoPlugin = {
  name: 'node',
  hmac: (algorithm, key, data) => createHmac(algorithm, key).update(data).digest(),
  randomBytes: (length) => randomBytes(length),
  constantTimeEqual: (a, b) => {
    const [left, right] = [Buffer.from(a), Buffer.from(b)]
    return left.length === right.length && timingSafeEqual(left, right)
  },
}

/** The bytes of a base32 secret, or null if it is none or too short. */
export function readTotpSecret(text: string): Uint8Array | null {
  try {
    const secret = base32.decode(text.toUpperCase().replaceAll(/[\s=]/g, ''))
    return secret.length >= MIN_SECRET_BYTES ? secret : null
  } catch {
    return null
  }
}

/**
 * The time step that `code` belongs to (RFC 6238: 30 s, six digits, SHA-1, one step either way), or null.
 * `afterStep`: steps up to this were used; a code is good once only (PWB-FLOW-2).
 */
export function matchTotp(ask: {
  secret: Uint8Array
  code: string
  nowMs: number
  afterStep: number
}): number | null {
  const { secret, code, nowMs, afterStep } = ask
  const epoch = Math.floor(nowMs / 1_000)
  const newestStep = Math.floor(epoch / STEP_S) + 1
  if (afterStep >= newestStep) return null
  const result = verifySync({
    strategy: 'totp',
    secret,
    token: code,
    epoch,
    epochTolerance: STEP_S,
    afterTimeStep: afterStep,
    crypto: nodeCrypto,
  })
  return result.valid && 'timeStep' in result ? result.timeStep : null
}
