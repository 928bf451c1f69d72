import { OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Expectations } from '../../reports/model/load-truth.ts'
import { isNoOutcome, type LoadOutcome, outcomeOf, UNAVAILABLE } from './outcomes.ts'
import type { OperationRecords } from './records.ts'

/** What was asked for, operation by operation. */
export interface Asked {
  readonly account: Uint32Array
  /** Outcomes of a correct system; any of them. */
  expected(operation: number): readonly OutcomeCode[]
  /** For the result, in a few words. */
  words(operation: number): string
}

type Comparison = 'met' | 'wrongRefusal' | 'wrongAcceptance' | 'unavailable' | 'notComparable'

const isAccepting = (code: OutcomeCode) => OUTCOMES[code].changed === true || code === 'unlocked'

function compare(found: LoadOutcome, expected: readonly OutcomeCode[], sure: boolean): Comparison {
  if (isNoOutcome(found) || !OUTCOMES[found].definite) return 'notComparable'
  if (expected.includes(found)) return 'met'
  // The password is set, which is what was asked for; that the cloud's copy lags is told.
  if (isAccepting(found) && expected.some(isAccepting)) return 'met'
  if (UNAVAILABLE.has(found)) return 'unavailable'
  if (!sure) return 'notComparable'
  return isAccepting(found) ? 'wrongAcceptance' : 'wrongRefusal'
}

/** Whether the account's state is known after this answer; undefined: as well as before. */
function leavesUnsure(found: LoadOutcome): boolean | undefined {
  if (isNoOutcome(found) || !OUTCOMES[found].definite) return true
  return OUTCOMES[found].changed ? false : undefined
}

/** Of one account, in the order of dispatch: what went before decides what is expected. */
interface Past {
  /** An earlier operation ended without saying how. */
  readonly unsure: boolean
  readonly lastDoneMs: number
}

const NOTHING_BEFORE: Past = { unsure: false, lastDoneMs: Number.NEGATIVE_INFINITY }

/** What one operation was, and how it ended. */
interface Answered {
  readonly operation: number
  readonly account: number
  readonly found: LoadOutcome
  readonly dispatchedMs: number
  readonly doneMs: number
}

const answersOf = ({ account }: Asked, records: OperationRecords): Answered[] =>
  Array.from(records.outcome.entries())
    .flatMap(([operation, number]) => {
      const found = outcomeOf(number)
      const dispatchedMs = records.dispatchedMs[operation] ?? 0
      const doneMs = records.doneMs[operation] ?? 0
      const whose = account[operation] ?? 0
      return found === undefined ? [] : [{ operation, account: whose, found, dispatchedMs, doneMs }]
    })
    .toSorted((a, b) => a.dispatchedMs - b.dispatchedMs)

const pastWith = (before: Past, { found, doneMs }: Answered): Past => ({
  unsure: leavesUnsure(found) ?? before.unsure,
  lastDoneMs: Math.max(before.lastDoneMs, doneMs),
})

/**
 * Compares each answer with what a correct system says (PWB-LOAD-4). Not compared is what nobody can know:
 * answers that leave it open, and those to whoever had such an answer before, or another operation
 * under way.
 */
export function compareExpected(asked: Asked, records: OperationRecords): Expectations {
  const tally = { met: 0, wrongRefusal: 0, wrongAcceptance: 0, unavailable: 0, notComparable: 0 }
  const wrong = new Map<string, Expectations['wrong'][number]>()
  const past = new Map<number, Past>()
  for (const answer of answersOf(asked, records)) {
    const { operation, account, found, dispatchedMs } = answer
    const before = past.get(account) ?? NOTHING_BEFORE
    past.set(account, pastWith(before, answer))
    const expected = asked.expected(operation)
    const sure = !before.unsure && dispatchedMs >= before.lastDoneMs
    const comparison = compare(found, expected, sure)
    tally[comparison]++
    if (comparison !== 'wrongRefusal' && comparison !== 'wrongAcceptance') continue
    const words = { asked: asked.words(operation), expected: expected.join(' or '), found }
    const key = JSON.stringify(words)
    wrong.set(key, { ...words, count: (wrong.get(key)?.count ?? 0) + 1 })
  }
  return { ...tally, wrong: [...wrong.values()].toSorted((a, b) => b.count - a.count) }
}
