import type { OperationRecords } from '../../../bench/measure/records.ts'
import type { ValidityCheck } from '../../../bench/measure/validity.ts'
import type { PlannedDisturbance } from '../../../bench/disturbances/run-disturbances.ts'
import { judgeThresholds } from '../../../bench/thresholds/judge.ts'
import { brokenNow } from '../../../bench/thresholds/live.ts'
import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import { type Held, thresholdsOf } from '../../../bench/workload/scenario/held.ts'
import type { Scenario } from '../../../bench/workload/scenario/schema.ts'
import type { Part } from '../options/part.ts'
import { compareScenario } from './compare-scenario.ts'
import type { StormMixOptions } from '../../../bench/drivers/executors/storm-mix.ts'
import type { Ground } from './ground.ts'
import { DRAIN_LIMIT_MS, driveStorm, type Storm, type Watch } from './storm.ts'
import type { StormPeople } from './storm-people.ts'

export type StormReach = Pick<StormMixOptions, 'edge' | 'tokens' | 'mapped'>

export interface ScenarioStorm {
  readonly tenant: string
  /** How the portal is reached, and as whom. */
  readonly reach: StormReach
  readonly scenario: Scenario
  /** All of it, or a slice. */
  readonly storm: CompiledStorm
  readonly part: Part
  /** Of the whole storm. */
  readonly operations: number
  readonly disturbances: readonly PlannedDisturbance[]
  /** Called when the last answer is there, before anything is read back. */
  readonly onDriven?: () => Promise<void>
  /** Sees every operation's fate. */
  readonly onRecords?: (records: OperationRecords) => void
}

/** How many operations send two passwords. */
const changesAmong = ({ intent, intents }: CompiledStorm) =>
  intent.filter((index) => intents[index]?.operation === 'change').length

const MS_PER_SECOND = 1_000
const US_PER_MS = 1_000

/** The lag of the driver must be small against it. */
function strictestResponseMs(held: readonly Held[]): number | undefined {
  const limits = held
    .filter(({ threshold: { subject } }) => subject.of === 'time' && subject.metric === 'response')
    .map(({ threshold }) => threshold.limit / US_PER_MS)
  return limits.length === 0 ? undefined : Math.min(...limits)
}

/** Runs a compiled scenario on people who are there, measures it and compares its answers. */
export async function runScenarioStorm(
  ground: Ground,
  people: StormPeople,
  {
    tenant,
    reach,
    scenario,
    storm,
    part,
    operations,
    disturbances,
    onDriven,
    onRecords,
  }: ScenarioStorm,
  watch: Watch,
  say: (line: string) => void,
): Promise<Storm & { readonly thresholds: ValidityCheck[] }> {
  const { dueMs, durationMs, seed, sha256, compression, intent, intents, phases } = storm
  const titles = [...new Set(phases.map(({ title }) => title))]
  const marked = compression === 1 ? '' : `, compressed ${compression} times`
  const name = `${scenario.title}, ${people.source}${marked}`
  const kept: OperationRecords[] = []
  const held = thresholdsOf(scenario)
  const strictestMs = strictestResponseMs(held)
  const enough = new AbortController()
  const isSlice = part.shard !== undefined
  const aborting = held.filter(({ abort }) => abort).map(({ threshold }) => threshold)
  const onProgress: Watch['onProgress'] = (progress) => {
    watch.onProgress?.(progress)
    // What a slice does not keep, the whole may.
    if (isSlice) return
    const [broken] = brokenNow(aborting, { dueMs, phases, records: progress.records })
    if (broken === undefined || enough.signal.aborted) return
    say(`enough: ${broken.name} does not hold: ${broken.observed}`)
    enough.abort()
  }
  const { load, ...rest } = await driveStorm(
    ground,
    people,
    {
      tenant,
      scenario: name,
      schedule: {
        spec: {
          kind: 'poisson',
          ratePerSecond: (operations / durationMs) * MS_PER_SECOND,
          durationMs,
          seed,
        },
        dueMs,
        sha256,
      },
      assignment: storm,
      ...(storm.follows !== undefined && { follows: storm.follows }),
      executor: {
        kind: 'storm-mix',
        options: {
          ...reach,
          // What is in flight is on the wire: a client's own queue would be told as the target's service time.
          connections: scenario.inFlight.cap,
          timeoutMs: DRAIN_LIMIT_MS,
          passwordSecret: people.passwordSecret,
          accounts: people.accounts,
          intent,
          intents,
          clockRate: compression,
        },
      },
      phases: phases.map(({ name: phase, fromMs }) => ({ name: phase, fromMs })),
      inFlightCap: scenario.inFlight.cap,
      overflow: scenario.inFlight.overflow,
      part,
      operations,
      compression,
      disturbances,
      enough: enough.signal,
      ...(strictestMs !== undefined && { thresholdMs: strictestMs }),
      ...(onDriven !== undefined && { onDriven }),
      onRecords(records) {
        kept.push(records)
        onRecords?.(records)
      },
    },
    { ...watch, onProgress },
  )
  const [records] = kept
  const whole = {
    ...load,
    arrivals: titles.join('; '),
    ...(compression !== 1 && { compression }),
    ...(records !== undefined && {
      expectations: compareScenario(storm, records, load.disturbances),
    }),
  }
  const judged = held.map(({ threshold }) => threshold)
  const link = rest.link && { ...rest.link, changes: changesAmong(storm) }
  if (whole.shard !== undefined && judged.length > 0) {
    whole.shard.thresholds = judged.map(({ text }) => text)
    say('thresholds: of the whole load; "writeback merge" judges them')
  }
  return {
    ...rest,
    link,
    load: whole,
    thresholds: isSlice ? [] : judgeThresholds(judged, { load: whole, link }),
  }
}
