import { restartOfAgent } from '../../../bench/disturbances/restarts.ts'
import { compareExpected } from '../../../bench/measure/expected.ts'
import type { OperationRecords } from '../../../bench/measure/records.ts'
import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import { expectedOf, type Intent } from '../../../bench/workload/scenario/intents.ts'
import type { LoadResult } from '../../../reports/model/result.ts'

const wordsOf = ({ operation, refusal, origin }: Intent) =>
  [operation, origin && `from ${origin}`, refusal && `(${refusal})`]
    .filter((part) => part !== undefined)
    .join(' ')

/** Every answer of a scenario against what a correct system says. Pure. */
export function compareScenario(
  { account, intent, intents }: Pick<CompiledStorm, 'account' | 'intent' | 'intents'>,
  records: OperationRecords,
  disturbances: LoadResult['disturbances'] = [],
) {
  const restartedMs = restartOfAgent(disturbances)
  const intentOf = (operation: number) => intents[intent[operation] ?? 0]
  return compareExpected(
    {
      account,
      expected: (operation) => {
        const its = intentOf(operation)
        const isRestarted = (records.doneMs[operation] ?? 0) >= restartedMs
        return its === undefined ? [] : expectedOf(its, isRestarted)
      },
      words: (operation) => {
        const its = intentOf(operation)
        return its === undefined ? '' : wordsOf(its)
      },
    },
    records,
  )
}
