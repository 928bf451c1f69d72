import type { Judged } from '../../../reports/model/judged.ts'
import type { Journey, MessageSizes } from '../../../reports/model/result.ts'
import { passwordFor } from '../../../bench/workload/passwords.ts'
import type { Stage } from '../../target/stage.ts'
import { LIMITS } from '../../contract/limits.ts'
import { type HopTimes, meanHops, timesOf } from './hop-times.ts'
import { sizesOf } from './message-sizes.ts'
import { hopsPlan } from '../run/load-plans.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { prepareStorm } from '../load/storm.ts'
import { gatherPeople, type StormPeople } from '../load/storm-people.ts'

const TENANT = 'hops'

/** How much is measured: resets one after the other, then idle heartbeat periods. */
export interface HopsShape {
  readonly people: number
  readonly warmUp: number
  readonly operations: number
  readonly heartbeats: number
}

export interface HopsOptions {
  readonly shape: HopsShape
  readonly faults: Parameters<typeof hopsPlan>[0]
  readonly seed: number
}

/** What was measured, and that it was resets: every account binds with its last password. */
export interface MeasuredHops {
  readonly summary: Readonly<Record<string, number>>
  readonly readBack: NonNullable<Judged['thresholds']>[number]
}

/** Resets one after the other, so that what a tap sees between the ends of one is of that one alone. */
function oneAfterTheOther(stage: Stage, people: StormPeople) {
  const now = stage.system.time.estimate
  let done = 0
  const passwordOf = (account: number, generation: number) =>
    passwordFor(people.passwordSecret, account, generation)
  const next = async (): Promise<{ fromMs: number; toMs: number }> => {
    const account = done % people.resettable
    const newPassword = passwordOf(account, 1 + Math.floor(done / people.resettable))
    done += 1
    const user = people.accounts[account]?.user ?? ''
    const token = await stage.administratorToken(TENANT)
    const fromMs = now()
    const answer = await stage.portal.administratorReset({ token, user, newPassword })
    const toMs = now()
    if (answer.status !== 200) throw new Error(`a reset was answered ${answer.code}: ${user}`)
    return { fromMs, toMs }
  }
  /** Whether each account binds with the last password that it was given. */
  const readBack = async () => {
    const touched = Math.min(done, people.resettable)
    let asTold = 0
    for (let account = 0; account < touched; account += 1) {
      const generation = 1 + Math.floor((done - 1 - account) / people.resettable)
      const user = people.accounts[account]?.user ?? ''
      const { accepted } = await stage.judge.bind(user, passwordOf(account, generation))
      if (accepted) asTold += 1
    }
    return {
      name: 'accounts read back by bind',
      ok: asTold === touched,
      observed: `${asTold} of ${touched} as told`,
      limit: 'all',
    }
  }
  return { next, readBack }
}

/** A few idle heartbeat periods: what leaves the agent then is heartbeats. */
async function idle({ system }: Stage, periods: number): Promise<{ fromMs: number }> {
  const fromMs = system.time.estimate()
  for (let period = 0; period < periods; period += 1) {
    await system.time.step(LIMITS.heartbeatPeriodMs)
  }
  return { fromMs }
}

/** Where the time of an administrator's reset goes, and how large each type of message is. */
export async function measureHops(
  { run, record }: { readonly run: Run; readonly record: Recording },
  { shape, faults, seed }: HopsOptions,
): Promise<MeasuredHops> {
  const people = await gatherPeople({ people: shape.people, seed })
  const stage = await run.stage(hopsPlan(faults, TENANT, people.baseDn))
  await prepareStorm(stage, TENANT, people)
  const { agentRelay, portalRelay, controllers } = stage.system.taps
  const [directory] = controllers.values()
  const agentTap = agentRelay.get(TENANT)
  if (agentTap === undefined || portalRelay === undefined || directory === undefined) {
    throw new Error('the plan of the hops has a link without a tap')
  }
  const reset = oneAfterTheOther(stage, people)
  for (let warm = 0; warm < shape.warmUp && !run.signal.aborted; warm += 1) await reset.next()
  run.say(`${shape.operations} resets, one after the other`)
  const seen: HopTimes[] = []
  let unclear = 0
  const measuredFromMs = stage.system.time.estimate()
  for (let done = 0; done < shape.operations && !run.signal.aborted; done += 1) {
    const { fromMs, toMs } = await reset.next()
    const times = timesOf({ fromMs, toMs }, { agentTap, portalRelay, directory })
    if (times === null) unclear += 1
    else seen.push(times)
  }
  if (unclear > 0) record.value.notes.push(`${unclear} resets did not show every hop; left out`)
  const silent = await idle(stage, shape.heartbeats)
  const journeys: Journey[] = [
    { name: 'Administrator’s resets', operations: seen.length, hops: meanHops(seen) },
  ]
  const messageSizes: MessageSizes[] = sizesOf(agentTap.messages(), {
    measuredFromMs,
    silentFromMs: silent.fromMs,
  })
  record.value.journeys = journeys
  record.value.messageSizes = messageSizes
  return {
    summary: Object.fromEntries(
      journeys.flatMap(({ hops }) => hops.map(({ hop, meanMs }) => [`${hop}, mean ms`, meanMs])),
    ),
    readBack: await reset.readBack(),
  }
}
