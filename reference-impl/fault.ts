import type { Generation } from '../harness/contract/generations.ts'
import type { RoleName } from '../harness/contract/edge.ts'

/** Requirement id → the finding that a deviation must produce, or all that it must. */
type Kills = Readonly<Record<string, string | readonly string[]>>

/** A named deviation, and what must find it. */
export interface Fault {
  readonly role: RoleName
  readonly deviation: string
  /** What judges it mostly waits, for time to pass or for what does not come: it needs little of the machine. */
  readonly judgesWait?: true
  readonly kills: Kills
  /** The same for a profile that reads a requirement otherwise. */
  readonly killsIn?: Readonly<Partial<Record<Generation, Kills>>>
}
