import { compareExpected } from '../../bench/measure/expected.ts'
import type { OperationRecords } from '../../bench/measure/records.ts'
import type { CompiledStorm } from '../../bench/workload/scenario/compile.ts'
import { expectedOf, type Intent } from '../../bench/workload/scenario/intents.ts'
import type { Scenario } from '../../bench/workload/scenario/schema.ts'
import type { Stage } from '../target/stage.ts'
import { CONNECTIONS, DRAIN_LIMIT_MS, driveStorm, type Storm, type Watch } from './storm.ts'
import type { StormPeople } from './storm-people.ts'
import { stormTokens } from './storm-tokens.ts'

export interface ScenarioStorm {
  readonly tenant: string
  readonly scenario: Scenario
  readonly storm: CompiledStorm
  /** Called when the last answer is there, before anything is read back. */
  readonly onDriven?: () => Promise<void>
}

const wordsOf = ({ operation, refusal, origin }: Intent) =>
  [operation, origin && `from ${origin}`, refusal && `(${refusal})`]
    .filter((part) => part !== undefined)
    .join(' ')

/** Every answer against what a correct system says. */
function compared({ account, intent, intents }: CompiledStorm, records: OperationRecords) {
  const intentOf = (operation: number) => intents[intent[operation] ?? 0]
  return compareExpected(
    {
      account,
      expected: (operation) => {
        const its = intentOf(operation)
        return its === undefined ? [] : expectedOf(its)
      },
      words: (operation) => {
        const its = intentOf(operation)
        return its === undefined ? '' : wordsOf(its)
      },
    },
    records,
  )
}

const MS_PER_SECOND = 1_000

/** Runs a compiled scenario on people who are there, measures it and compares its answers. */
export async function runScenarioStorm(
  stage: Stage,
  people: StormPeople,
  { tenant, scenario, storm, onDriven }: ScenarioStorm,
  watch: Watch,
): Promise<Storm> {
  const { dueMs, durationMs, seed, sha256, compression, intent, intents, phases } = storm
  const titles = [...new Set(phases.map(({ title }) => title))]
  const marked = compression === 1 ? '' : `, compressed ${compression} times`
  const name = `${scenario.title}, ${people.source}${marked}`
  const kept: OperationRecords[] = []
  const { load, ...rest } = await driveStorm(
    stage,
    people,
    {
      tenant,
      scenario: name,
      schedule: {
        spec: {
          kind: 'poisson',
          ratePerSecond: (dueMs.length / durationMs) * MS_PER_SECOND,
          durationMs,
          seed,
        },
        dueMs,
        sha256,
      },
      assignment: storm,
      executor: {
        kind: 'storm-mix',
        options: {
          edge: stage.system.edges.portal,
          connections: CONNECTIONS,
          timeoutMs: DRAIN_LIMIT_MS,
          passwordSecret: people.passwordSecret,
          accounts: people.accounts,
          intent,
          intents,
          tokens: await stormTokens(stage, tenant, people, storm),
          clockRate: compression,
        },
      },
      phases: phases.map(({ name: phase, fromMs }) => ({ name: phase, fromMs })),
      inFlightCap: scenario.inFlight.cap,
      overflow: scenario.inFlight.overflow,
      compression,
      ...(onDriven !== undefined && { onDriven }),
      onRecords: (records) => kept.push(records),
    },
    watch,
  )
  const [records] = kept
  return {
    ...rest,
    load: {
      ...load,
      arrivals: titles.join('; '),
      ...(compression !== 1 && { compression }),
      ...(records !== undefined && { expectations: compared(storm, records) }),
    },
  }
}
