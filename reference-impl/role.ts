import type { StartRequest } from '../harness/contract/control.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'

/** What a role is given when `start` arrives. */
export interface RoleContext {
  readonly start: StartRequest
  readonly clock: Clock
  readonly faults: Faults
  /** The folder of key pairs that this system shares with others (`--stay`); absent: it makes its own. */
  readonly keyPairs?: string | undefined
}

/** A role that runs, as the control verbs see it. */
export interface RunningRole {
  readonly listening: Record<string, { host: string; port: number }>
  readonly administration?: string
  readonly logs: { events?: string; operations?: string }
  readonly stateDir?: string
  readonly testKeysFile?: string
  /** Forget what the case left (throttles, sessions); not a password reset. */
  reset(caseId: string): Promise<void>
  /** Resolves when nothing is in flight. */
  drain(): Promise<Record<string, number>>
  rotate?(what: string): Promise<void>
  /** Finishes what was taken, then leaves. */
  stop(): Promise<void>
}

export type StartRole = (context: RoleContext) => Promise<RunningRole>

/** Thrown by a role that cannot start because of what it was given: told as `bad-request`. */
export class BadStart extends Error {}
