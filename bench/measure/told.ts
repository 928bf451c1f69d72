import type { Assignment } from '../workload/assignment.ts'
import type { ToldOperation } from './accounts.ts'
import { outcomeOf } from './outcomes.ts'
import type { OperationRecords } from './records.ts'

/** Account → what was told about it, in the order of dispatch; accounts that nothing was sent for are not in it. */
export function toldByAccount(
  { account, generation }: Assignment,
  { dispatchedMs, doneMs, outcome }: OperationRecords,
): Map<number, ToldOperation[]> {
  const told = new Map<number, ToldOperation[]>()
  for (const [operation, number] of outcome.entries()) {
    const ended = outcomeOf(number)
    if (ended === undefined) continue
    const whose = account[operation] ?? 0
    const list = told.get(whose) ?? []
    told.set(whose, list)
    list.push({
      generation: generation[operation] ?? 0,
      outcome: ended,
      dispatchedMs: dispatchedMs[operation] ?? 0,
      doneMs: doneMs[operation] ?? 0,
    })
  }
  for (const list of told.values()) list.sort((a, b) => a.dispatchedMs - b.dispatchedMs)
  return told
}
