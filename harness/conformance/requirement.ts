import type { RoleName } from '../contract/edge.ts'
import type { TIME_MODES } from '../../reports/model/result.ts'
import type { Capabilities, Capability } from './capabilities/capabilities.ts'

export type RequirementId = `PWB-${string}-${number}`

/** What a check holds: exactly the capabilities that its requirement declares, and where to put what it saw. */
export type Context<N extends Capability, F extends string> = Pick<Capabilities, N> & {
  /** Records a finding when the condition does not hold; gives the condition back. */
  expect(holds: boolean, code: F, comparison: Comparison): boolean
  /** Records what an instrument showed. */
  saw(instrument: string, what: string): void
}

export interface Comparison {
  readonly expected: string
  readonly observed: string
}

/**
 * One requirement of the catalogue: its words, whom it blames, what it needs, how it can fail, and
 * the check. Ids are never renumbered nor reused.
 */
export interface Declaration<N extends Capability, F extends string> {
  readonly id: RequirementId
  readonly level: 'MUST' | 'SHOULD'
  readonly subject: RoleName | 'system' | 'harness'
  readonly title: string
  /** OV, EN, TS: the published documents; NX: newer ones; WE: our own. */
  readonly source: string
  /** The only prerequisites: touching another does not compile. */
  readonly needs: readonly N[]
  readonly timeMode: (typeof TIME_MODES)[number]
  /** The closed set of findings: code → what it means. The kill matrix is keyed on the codes. */
  readonly findings: Readonly<Record<F, string>>
  check(context: Context<N, F>): Promise<void>
}

/** A requirement whose check was tied to its own needs and findings when it was declared. */
export interface Requirement extends Omit<Declaration<never, string>, 'needs' | 'check'> {
  readonly needs: readonly Capability[]
  check(context: Context<Capability, string>): Promise<void>
}

/** Declares a requirement; the type parameters come from `needs` and `findings`. */
export const requirement = <const N extends Capability, const F extends string>(
  declaration: Declaration<N, F>,
): Requirement => declaration
