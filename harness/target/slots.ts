import type { RoleName } from '../contract/edge.ts'

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

export type Slot = ReferenceSlot | ExecSlot
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
