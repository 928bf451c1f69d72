import { LIMITS } from '../../harness/contract/limits.ts'
import type { Clock } from '../clock.ts'
import { matchTotp } from './totp.ts'

interface Enrolment {
  readonly secret: Uint8Array
  /** The last time step whose code was accepted; 0: none yet. */
  lastStep: number
  /** The latest failures, as many as lock the account. */
  failedAtMs: number[]
}

/**
 * What one tenant's users prove themselves with, by cloud anchor: it survives a new user list. Counts
 * failed gates: five in 24 hours lock the account out of self-service (PWB-FLOW-7).
 */
export function createEnrolments(clock: Clock) {
  const byAnchor = new Map<string, Enrolment>()

  return {
    enrol(cloudAnchor: string, secret: Uint8Array) {
      // A code that was used stays used, also when the same secret is enrolled again.
      const lastStep = byAnchor.get(cloudAnchor)?.lastStep ?? 0
      byAnchor.set(cloudAnchor, { secret, lastStep, failedAtMs: [] })
    },
    isEnrolled: (cloudAnchor: string) => byAnchor.has(cloudAnchor),

    /** How long self-service stays locked for the account, in milliseconds; 0: it is not. */
    lockedForMs(cloudAnchor: string): number {
      const failures = byAnchor.get(cloudAnchor)?.failedAtMs ?? []
      const decisive = failures.at(-LIMITS.failedGates)
      return decisive === undefined ? 0 : Math.max(0, decisive + LIMITS.lockoutMs - clock.now())
    },

    /** Whether the code is right and was not used before; a code counts once, a failure is remembered. */
    accepts(cloudAnchor: string, code: string): boolean {
      const enrolment = byAnchor.get(cloudAnchor)
      if (enrolment === undefined) return false
      const { secret, lastStep } = enrolment
      const step = matchTotp({ secret, code, nowMs: clock.now(), afterStep: lastStep })
      if (step === null) {
        enrolment.failedAtMs = [...enrolment.failedAtMs, clock.now()].slice(-LIMITS.failedGates)
        return false
      }
      enrolment.lastStep = step
      return true
    },

    /** Forgets failures; used codes stay used. */
    forgetFailures() {
      for (const enrolment of byAnchor.values()) enrolment.failedAtMs = []
    },
  }
}
export type Enrolments = ReturnType<typeof createEnrolments>
