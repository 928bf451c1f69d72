import type { RoleName } from '../harness/contract/edge.ts'

/** A named deviation that no requirement forbids: every judge has to stay green under it. */
export interface Variant {
  readonly role: RoleName
  /** What differs on the wire. */
  readonly deviation: string
  /** Why a system may do so: the standard or the product that does. */
  readonly permittedBy: string
  /** Families of requirements whose judges look at what differs: `POL` for PWB-POL-…. */
  readonly mayMislead: readonly string[]
}
