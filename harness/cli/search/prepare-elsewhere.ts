import { AccountHistory } from '../../../bench/measure/account-history.ts'
import type { Intent } from '../../../bench/workload/scenario/intents.ts'
import { openMappedStage } from '../../target/portal/mapped-stage.ts'
import type { Elsewhere } from '../load/elsewhere.ts'
import { DRAIN_LIMIT_MS } from '../load/storm.ts'
import { makePeople } from '../load/storm-people.ts'
import { OPERATION } from './search-needs.ts'
import type { Place, Prepared, SearchOptions } from './search-options.ts'
import { CONNECTIONS } from './search-step.ts'

/** A system that runs elsewhere, with people made there for the search. It is as warm as it is. */
export async function prepareElsewhere(
  { run }: Place,
  { crowd, by }: Pick<SearchOptions, 'crowd' | 'by'>,
  { slots, portal, directory }: Elsewhere,
): Promise<Prepared> {
  const stage = await run.keep(openMappedStage({ slots, portal, directory, runDir: run.runDir }))
  run.say(`making ${crowd.people} people there, and having the portal prepared for them`)
  const people = await makePeople(stage, crowd.people)
  const { accounts, passwordSecret } = people
  const intents: readonly Intent[] = [{ operation: OPERATION[by] }]
  const history = new AccountHistory()
  return {
    ground: { judge: stage.judge, system: null },
    people,
    tenant: 'elsewhere',
    executorOf: async (operations) => ({
      executor: {
        kind: 'storm-mix',
        options: {
          ...stage.driven,
          connections: CONNECTIONS,
          timeoutMs: DRAIN_LIMIT_MS,
          passwordSecret,
          accounts,
          intent: new Uint16Array(operations),
          intents,
          tokens: new Map(),
        },
      },
      accounts: accounts.length,
    }),
    history,
    firstGeneration: history.nextGeneration,
  }
}
