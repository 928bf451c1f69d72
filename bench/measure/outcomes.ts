import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'

/** How an operation can end without an outcome of the contract. All of them count as lost. */
const NO_OUTCOME = {
  'no-answer-in-time': 'the request timed out',
  'connection-lost': 'the connection could not be made, or ended before the answer',
  'unanswered-at-drain-limit': 'no answer when the run stopped waiting',
  'answer-not-understood': 'the answer names no outcome of the contract',
} as const satisfies Record<string, string>

export type NoOutcome = keyof typeof NO_OUTCOME
export type LoadOutcome = OutcomeCode | NoOutcome

/**
 * The terms of the conservation law (PWB-LOAD-1). `counts` names the ledger's term; the histogram of a
 * class carries the class's name.
 */
export type OutcomeClass = 'accepted' | 'refusedByPolicy' | 'refusedOtherwise' | 'unknown' | 'lost'

/** The event that the agent logs when the on-premises password policy refused. */
const POLICY_EVENT = 33008

/** Waiting ended before the answer came: how long it takes is not known, only that it takes longer. */
const CENSORED: ReadonlySet<LoadOutcome> = new Set([
  'no-answer-in-time',
  'unanswered-at-drain-limit',
])

export const isCensored = (outcome: LoadOutcome): boolean => CENSORED.has(outcome)

export const isNoOutcome = (outcome: LoadOutcome): outcome is NoOutcome =>
  Object.hasOwn(NO_OUTCOME, outcome)

export function classOf(outcome: LoadOutcome): OutcomeClass {
  if (isNoOutcome(outcome)) return 'lost'
  const { definite, changed, event } = OUTCOMES[outcome]
  if (!definite) return 'unknown'
  if (changed || outcome === 'unlocked') return 'accepted'
  return event === POLICY_EVENT ? 'refusedByPolicy' : 'refusedOtherwise'
}

/** Every outcome by its number in the records; the number 0 is none. */
const NUMBERED: readonly LoadOutcome[] = [
  ...OUTCOME_CODES,
  'no-answer-in-time',
  'connection-lost',
  'unanswered-at-drain-limit',
  'answer-not-understood',
]
const NUMBERS: ReadonlyMap<string, number> = new Map(
  NUMBERED.map((outcome, index) => [outcome, index + 1]),
)

export const numberOf = (outcome: LoadOutcome): number => NUMBERS.get(outcome) ?? 0
export const outcomeOf = (number: number): LoadOutcome | undefined => NUMBERED[number - 1]

/** In the place of an outcome's number: a try that nothing made necessary, and that was not sent. */
export const NOT_NEEDED = 255

/** "Try again" is an honest answer to anybody while a part is down or too busy. */
export const UNAVAILABLE: ReadonlySet<LoadOutcome> = new Set([
  'overloaded',
  'service-down',
  'directory-unavailable',
  'cloud-unavailable',
  'expired',
])

/** Whether somebody tries again whose try has this number by now; 0: they wait still, or it was never sent. */
export function isTriedAgain(number: number): boolean {
  const outcome = outcomeOf(number)
  if (outcome === undefined) return number !== NOT_NEEDED
  return isNoOutcome(outcome) || outcome === 'outcome-unknown' || UNAVAILABLE.has(outcome)
}

/** What a part answered, as an outcome: foreign codes are not understood. */
export const understood = (code: string): LoadOutcome => {
  const known = outcomeOf(NUMBERS.get(code) ?? 0)
  return known ?? 'answer-not-understood'
}
