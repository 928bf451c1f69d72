import type { System } from '../../harness/target/system.ts'

/** What a disturbance is done to: a running system, and the tenant whose link it concerns. */
export interface Disturbed {
  readonly system: System
  readonly tenant: string
}

/** How much of it; each kind uses what it has a use for. */
export interface DisturbanceParameters {
  /** From its beginning until it is undone. */
  readonly durationMs: number
  readonly bitsPerSecond?: number
  /** One way. */
  readonly delayMs?: number
  readonly jitterMs?: number
  /** By how much a clock is behind. */
  readonly skewMs?: number
  /** By how much it is ahead. */
  readonly aheadMs?: number
}

/** Ends the disturbance and tells in words what was done. */
export type Undo = () => Promise<string>

/** What a disturbance needs of a system, beside a tap on the agent's link. */
export type Need = 'own-agent' | 'own-relay' | 'agent-keys' | 'clocks'

/** One way to disturb a system from outside, bounded: what `begin` does, its undoing takes back. */
export interface Disturbance {
  readonly title: string
  /** Which of the parameters it has a use for, beside its duration. */
  readonly takes?: readonly Exclude<keyof DisturbanceParameters, 'durationMs'>[]
  readonly needs?: readonly Need[]
  /** Parts of which no other disturbance may want something at the same time. */
  readonly occupies: readonly string[]
  begin(at: Disturbed, parameters: DisturbanceParameters): Promise<Undo>
}

/** The tap on the tenant's agent-relay link. */
export function linkOf({ system, tenant }: Disturbed) {
  const tap = system.taps.agentRelay.get(tenant)
  if (tap === undefined) {
    throw new Error(`tenant ${tenant} has no tap on its agent’s link; plan one with relayTap`)
  }
  return tap
}
