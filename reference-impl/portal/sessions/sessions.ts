import { randomBytes } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import { OVERLOADED, Refusal } from '../http/refusal.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import type { User } from '../onboarding/user-list.ts'

/** A person's way through the gates to a new password. */
export interface Session {
  readonly id: string
  readonly tenant: Tenant
  readonly user: User
  readonly required: number
  readonly expiresAt: number
  passed: number
  /** A password is being set: a second one must wait for its answer. */
  submitting: boolean
}

const ID_BYTES = 16
const MAX_OPEN = 100_000

export interface SessionsOptions {
  readonly clock: Clock
  readonly sessionMs: number
  readonly faults: Faults
}

/** Open sessions by their unguessable id; each lives `sessionMs` (PWB-FLOW-7). */
export function createSessions({ clock, sessionMs, faults }: SessionsOptions) {
  // All live equally long, so the oldest entry is the first to expire and no timer is needed.
  const byId = new Map<string, Session>()

  const dropExpired = () => {
    const now = clock.now()
    for (const [id, { expiresAt }] of byId) {
      if (expiresAt > now) break
      byId.delete(id)
    }
  }

  return {
    open(tenant: Tenant, user: User, required: number): Session {
      dropExpired()
      if (byId.size >= MAX_OPEN) throw new Refusal('overloaded', OVERLOADED)
      const session: Session = {
        id: randomBytes(ID_BYTES).toString('base64url'),
        tenant,
        user,
        required,
        expiresAt: Math.floor(clock.now()) + sessionMs,
        passed: 0,
        submitting: false,
      }
      byId.set(session.id, session)
      return session
    },
    /** Throws `session-unknown`. */
    get(id: string): Session {
      const session = byId.get(id)
      if (session === undefined) throw new Refusal('session-unknown')
      if (session.expiresAt <= clock.now() && !faults.fires('portal-keeps-sessions')) {
        throw new Refusal('session-unknown')
      }
      return session
    },
    end: ({ id }: Session) => byId.delete(id),
    clear: () => byId.clear(),
    size: () => byId.size,
  }
}
export type Sessions = ReturnType<typeof createSessions>
