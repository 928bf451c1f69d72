import type { Ledger } from '../../reports/model/result.ts'
import { classOf, type LoadOutcome } from './outcomes.ts'

/**
 * The conservation law of a run (PWB-LOAD-1), each term counted by itself so that the sums can fail:
 * planned = sent + not sent; sent = accepted + refused by policy + refused otherwise + unknown + lost.
 */
export function keepLedger(counts: {
  readonly planned: number
  /** Operations that were never sent, counted as such. */
  readonly notSent: number
  /** Sends as the dispatcher counted them. */
  readonly sent: number
  /** How each operation ended. */
  readonly outcomes: Readonly<Partial<Record<LoadOutcome, number>>>
}): Ledger {
  const byClass = { accepted: 0, refusedByPolicy: 0, refusedOtherwise: 0, unknown: 0, lost: 0 }
  for (const [outcome, count] of outcomeEntries(counts.outcomes)) byClass[classOf(outcome)] += count
  const { planned, notSent, sent } = counts
  return { planned, notSent, sent, ...byClass }
}

const outcomeEntries = (
  outcomes: Readonly<Partial<Record<LoadOutcome, number>>>,
): [LoadOutcome, number][] => {
  const names = Object.keys(outcomes).filter((name): name is LoadOutcome => name in outcomes)
  return names.map((name) => [name, outcomes[name] ?? 0])
}
