import type { Generation } from '../harness/contract/generations.ts'
import type { RoleName } from '../harness/contract/edge.ts'

/** A named deviation, and what must find it: requirement id → the finding that it must produce. */
export interface Fault {
  readonly role: RoleName
  readonly deviation: string
  /** What judges it mostly waits, for time to pass or for what does not come: it needs little of the machine. */
  readonly judgesWait?: true
  readonly kills: Readonly<Record<string, string>>
  /** The same for a profile that reads a requirement otherwise: profile → requirement id → finding. */
  readonly killsIn?: Readonly<Partial<Record<Generation, Readonly<Record<string, string>>>>>
}
