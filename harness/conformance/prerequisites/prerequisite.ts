import type { Edge } from '../../contract/edge.ts'
import type { Account } from '../../target/accounts.ts'
import type { Stage } from '../../target/stage.ts'
import type { Tap } from '../../wire/tap.ts'

/** What a prerequisite is looked for with. */
export interface Probe {
  readonly stage: Stage
  readonly tenant: string
  /** Made in the directory and, if all is well, synchronised and enrolled: a person as any other. */
  readonly account: Account
  /** Why the agent could not import and synchronise. */
  readonly importProblem?: string
  /** A token of the administrator who is to enable writeback. */
  administratorToken(): Promise<string>
  /** The domain controller that the agent writes to. */
  readonly directory: Edge
  /** The names that the agent must reach outside of its network. */
  readonly outbound: Readonly<Record<string, Edge>>
  /** The agent's link to the relay. */
  readonly agentLink: Tap | undefined
  readonly idleMs: number
}

export const STATES = {
  met: 'is there',
  missed: 'is missing',
  unknown: 'could not be told',
} as const
export type State = keyof typeof STATES

export interface Found {
  readonly state: State
  /** What was seen, in words. */
  readonly saw: string
}

/** One thing that writeback needs before it can work (PWB-LIFE-9). */
export interface Prerequisite {
  readonly id: string
  readonly asks: string
  /** Published documents that ask for it: OV, EN, TS; NX: newer ones. */
  readonly source: string
  /** What to do when it is missing. */
  readonly remedy: string
  look(probe: Probe): Promise<Found>
}

export const met = (saw: string): Found => ({ state: 'met', saw })
export const missed = (saw: string): Found => ({ state: 'missed', saw })
export const unknown = (saw: string): Found => ({ state: 'unknown', saw })
export const judged = (holds: boolean, saw: string): Found => (holds ? met(saw) : missed(saw))

/** Looks; what throws could not be told. */
export async function lookFor(prerequisite: Prerequisite, probe: Probe): Promise<Found> {
  try {
    return await prerequisite.look(probe)
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error))
  }
}
