import type { Edge, RoleName } from '../../contract/edge.ts'
import type { Addresses } from '../../contract/role-config.ts'

/** The reference, or with faults a mutant of it. */
export interface ReferenceSlot {
  readonly fill: 'reference' | 'mutant'
  readonly faults: readonly string[]
}

/** A program that speaks the seven verbs. */
export interface ExecSlot {
  readonly fill: 'exec'
  readonly argv: readonly [string, ...string[]]
  /** Absolute. */
  readonly cwd: string
}

/** Where secrets come from: a file that only its owner reads (absolute), or a variable of the environment. */
export type CredentialSource = { readonly file: string } | { readonly variable: string }

/** A directory that runs already and is somebody's. */
export interface DirectorySlot {
  readonly fill: 'url'
  readonly serves: 'directory'
  readonly edge: Edge
  readonly credentials: CredentialSource
  /** DNS name of its domain, lower case. */
  readonly domain: string
  /** The one place below which accounts are made. */
  readonly container: string
  /** `optional`: where it lists no policy-hints control, the agent resets all the same (PWB-POL-15). */
  readonly policyHints: 'required' | 'optional'
}

/** A tenant's addresses at a relay that is not the reference's, as templates over `{tenant}`. */
export interface RelayAddresses extends Addresses {
  /** Where it puts what expired; null: it has no such place, or it is not known. */
  readonly deadRequests: string | null
}

/** A relay that runs already: a run makes its tenants there, or is handed those that its administrator made. */
export interface RelaySlot {
  readonly fill: 'url'
  readonly serves: 'relay'
  readonly edge: Edge
  readonly credentials: CredentialSource
  /** Absent: those of the contract. */
  readonly addresses?: RelayAddresses
}

/** A portal that runs already, with an HTTP interface of its own. */
export interface PortalSlot {
  readonly fill: 'url'
  readonly serves: 'portal'
  readonly edge: Edge
  /** Absolute: the file that says how it is driven. */
  readonly mapping: string
  /** What the mapping's templates name as `secret.NAME`. */
  readonly credentials?: CredentialSource
  /** Makes the portal know accounts that were made in the directory. */
  readonly prepare: Pick<ExecSlot, 'argv' | 'cwd'>
}

/** Belongs to a portal that runs already: there, but neither reached nor started. */
export interface ElsewhereSlot {
  readonly fill: 'elsewhere'
}

export type Slot = ReferenceSlot | ExecSlot | DirectorySlot | RelaySlot | PortalSlot | ElsewhereSlot
export type Slots = Readonly<Record<RoleName, Slot>>

/** What stands in the four slots of the system under test. */
export interface Target {
  readonly name: string
  readonly slots: Slots
}

export const mapRoles = <T>(of: (role: RoleName) => T): Readonly<Record<RoleName, T>> => ({
  portal: of('portal'),
  relay: of('relay'),
  agent: of('agent'),
  directory: of('directory'),
})

export const REFERENCE: Slot = { fill: 'reference', faults: [] }

/** The directory that runs already, where one fills the slot. */
export const directoryAt = (slots: Slots | undefined): DirectorySlot | undefined => {
  const slot = slots?.directory
  return slot?.fill === 'url' && slot.serves === 'directory' ? slot : undefined
}

/** The relay that runs already, where one fills the slot. */
export const relayAt = (slots: Slots | undefined): RelaySlot | undefined => {
  const slot = slots?.relay
  return slot?.fill === 'url' && slot.serves === 'relay' ? slot : undefined
}

/** The portal that runs already, where one fills the slot. */
export const portalAt = ({ portal }: Slots): PortalSlot | undefined =>
  portal.fill === 'url' && portal.serves === 'portal' ? portal : undefined
