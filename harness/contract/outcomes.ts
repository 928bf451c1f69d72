import type { Outcome } from './outcome.ts'
import { ON_PREMISES_OUTCOMES } from './outcomes-on-premises.ts'
import { PORTAL_OUTCOMES } from './outcomes-portal.ts'

/** Every answer that a person, an administrator or the agent can be given: a closed set. */
export const OUTCOMES = {
  ...ON_PREMISES_OUTCOMES,
  ...PORTAL_OUTCOMES,
} as const satisfies Record<string, Outcome>

export type OutcomeCode = keyof typeof OUTCOMES

export const isOutcomeCode = (name: string): name is OutcomeCode => Object.hasOwn(OUTCOMES, name)

const codes = Object.keys(OUTCOMES).filter((code) => isOutcomeCode(code))
export const OUTCOME_CODES: readonly OutcomeCode[] = codes

const byWire: ReadonlyMap<number, OutcomeCode> = new Map(
  codes.flatMap((code): [number, OutcomeCode][] => {
    const { wire } = OUTCOMES[code]
    return wire === null ? [] : [[wire, code]]
  }),
)

/** The outcome that a result message's number stands for; undefined when the number is not in the table. */
export const outcomeOfWire = (wire: number): OutcomeCode | undefined => byWire.get(wire)
