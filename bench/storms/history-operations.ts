import { OUTCOMES } from '../../harness/contract/outcomes.ts'
import type { PortalAnswer } from '../../harness/target/portal/portal-client.ts'
import type { HistoryDisturbance, HistoryOperation } from '../../reports/model/history.ts'
import { restartOfAgent } from '../disturbances/restarts.ts'
import { toldOf } from '../measure/accounts.ts'
import { isNoOutcome, outcomeOf } from '../measure/outcomes.ts'
import type { OperationRecords } from '../measure/records.ts'
import { type AskName, expectedOf } from './asks.ts'

/** What came of each operation beside its record. */
export interface Answers {
  readonly answers: (PortalAnswer | undefined)[]
  readonly untilMs: (number | null)[]
  /** Why an operation has no answer. */
  readonly causes: (string | undefined)[]
}

const happened = (at: number | undefined): number | null =>
  at === undefined || Number.isNaN(at) ? null : at

/** Each operation with what it was told, and what a correct system says. Pure. */
export function operationsOf(
  dueMs: Float64Array,
  asks: readonly AskName[],
  records: OperationRecords,
  { answers, untilMs, causes }: Answers,
  disturbances: readonly HistoryDisturbance[],
): HistoryOperation[] {
  const restartedMs = restartOfAgent(disturbances)
  return asks.map((name, index) => {
    const outcome = outcomeOf(records.outcome[index] ?? 0)
    const none = outcome === undefined || isNoOutcome(outcome)
    const because = causes[index]
    return {
      account: index,
      generation: 1,
      asks: name,
      dueMs: dueMs[index] ?? 0,
      sentMs: happened(records.dispatchedMs[index]),
      answeredMs: happened(records.doneMs[index]),
      outcome: outcome ?? 'not-sent',
      ...(because !== undefined && { because }),
      told: none ? 'none' : toldOf(outcome),
      definite: !none && OUTCOMES[outcome].definite,
      remedied: (answers[index]?.remedy ?? '') !== '',
      expected: expectedOf(name, (records.doneMs[index] ?? 0) >= restartedMs),
      untilMs: untilMs[index] ?? null,
    }
  })
}
