import type { LoadResult } from '../../reports/model/result.ts'
import { OUTCOMES } from '../../harness/contract/outcomes.ts'
import { isNoOutcome, type LoadOutcome } from './outcomes.ts'

export type FinalBinds = NonNullable<LoadResult['finalBinds']>

/** What was told about one attempt to set an account's password. Milliseconds from the start. */
export interface ToldOperation {
  /** Which of the account's passwords it sets. */
  readonly generation: number
  readonly outcome: LoadOutcome
  readonly dispatchedMs: number
  readonly doneMs: number
}

/** How an account ended (PWB-LOAD-2, PWB-LOAD-3). */
const ENDINGS = {
  asAcknowledged: 'the last password that was acknowledged binds',
  asUnknownAllows: 'a password binds whose outcome was told as unknown, or never told',
  falseSuccess: 'an earlier password binds although a later one was acknowledged',
  lateApply: 'a password binds that was told as refused',
  neither: 'no password that was ever asked for binds',
} as const satisfies Partial<Record<keyof FinalBinds, string>>
export type Ending = keyof typeof ENDINGS

const INITIAL = 0

type Told = 'changed' | 'not-changed' | 'unknown'

/** What an outcome says of the password: whether it was set. */
export const toldOf = (outcome: LoadOutcome): Told => {
  const { changed } = isNoOutcome(outcome) ? { changed: null } : OUTCOMES[outcome]
  if (changed === null) return 'unknown'
  return changed ? 'changed' : 'not-changed'
}

const generations = (operations: readonly ToldOperation[]) =>
  operations.map(({ generation }) => generation)

/** Acknowledged, and nothing acknowledged was sent after its answer: of two that overlap, both. */
const lastAcknowledged = (told: readonly ToldOperation[]) => {
  const acknowledged = told.filter(({ outcome }) => toldOf(outcome) === 'changed')
  return acknowledged.filter(
    ({ doneMs }) => !acknowledged.some((other) => other.dispatchedMs > doneMs),
  )
}

const ofKind = (told: readonly ToldOperation[], kind: Told) =>
  told.filter(({ outcome }) => toldOf(outcome) === kind)

/**
 * The generations to try by bind, the likeliest first, each once: a system that kept its promises
 * needs no wrong bind where nothing was unknown.
 */
export function generationsToTry(told: readonly ToldOperation[]): number[] {
  return [
    ...new Set([
      ...generations(lastAcknowledged(told)).toReversed(),
      ...generations(ofKind(told, 'unknown')).toReversed(),
      ...generations(ofKind(told, 'changed')).toReversed(),
      INITIAL,
      ...generations(ofKind(told, 'not-changed')).toReversed(),
    ]),
  ]
}

/** How one account ended. `bound`: the generation that binds; null: none of them. */
export function judgeAccount(told: readonly ToldOperation[], bound: number | null): Ending {
  if (bound === null) return 'neither'
  const last = generations(lastAcknowledged(told))
  if (last.includes(bound) || (last.length === 0 && bound === INITIAL)) return 'asAcknowledged'
  if (generations(ofKind(told, 'unknown')).includes(bound)) return 'asUnknownAllows'
  if (generations(ofKind(told, 'not-changed')).includes(bound)) return 'lateApply'
  return bound === INITIAL || generations(told).includes(bound) ? 'falseSuccess' : 'neither'
}

/** Sums the endings up. */
export function tallyEndings(endings: Iterable<Ending>): FinalBinds {
  const tally = {
    accounts: 0,
    asAcknowledged: 0,
    asUnknownAllows: 0,
    falseSuccess: 0,
    lateApply: 0,
    neither: 0,
  }
  for (const ending of endings) {
    tally.accounts++
    tally[ending]++
  }
  return tally
}
