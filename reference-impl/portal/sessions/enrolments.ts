import type { Clock } from '../../clock.ts'
import { matchTotp } from './totp.ts'

interface Enrolment {
  readonly secret: Uint8Array
  /** The last time step whose code was accepted; 0: none yet. */
  lastStep: number
}

/** What one tenant's users prove themselves with, by cloud anchor: it survives a new user list. */
export function createEnrolments(clock: Clock) {
  const byAnchor = new Map<string, Enrolment>()

  return {
    enrol(cloudAnchor: string, secret: Uint8Array) {
      // A code that was used stays used, also when the same secret is enrolled again.
      const lastStep = byAnchor.get(cloudAnchor)?.lastStep ?? 0
      byAnchor.set(cloudAnchor, { secret, lastStep })
    },
    isEnrolled: (cloudAnchor: string) => byAnchor.has(cloudAnchor),

    /** Whether the code is right and was not used before; a code counts once (PWB-FLOW-2). */
    accepts(cloudAnchor: string, code: string, reuse = false): boolean {
      const enrolment = byAnchor.get(cloudAnchor)
      if (enrolment === undefined) return false
      const { secret, lastStep } = enrolment
      const step = matchTotp({
        secret,
        code,
        nowMs: clock.now(),
        afterStep: reuse ? 0 : lastStep,
      })
      if (step === null) return false
      enrolment.lastStep = Math.max(step, lastStep)
      return true
    },
  }
}
export type Enrolments = ReturnType<typeof createEnrolments>
