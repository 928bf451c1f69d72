import { randomBytes } from 'node:crypto'
import { DOMAIN } from '../../target/plan.ts'
import { residentMemory, type RoleMemory } from '../../target/processes/resident-memory.ts'
import type { Stage } from '../../target/stage.ts'
import type { SizesScenario } from './load-scenarios.ts'
import { GENERATED_BASE_DN, generatedPlan } from '../run/load-plans.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'
import { saturate } from './saturation.ts'
import type { StormPeople } from './storm-people.ts'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'

const TENANT = 'sizes'
const MS_PER_SECOND = 1_000
/** Resets go to so many accounts, spread over all. */
const MOST_RESET = 500

export interface SizesOptions {
  readonly shape: SizesScenario
  readonly manyAccounts: number
  readonly faults: Parameters<typeof generatedPlan>[0]
}

/** A system with so many accounts, synchronised. */
interface Sized {
  readonly accounts: number
  readonly stage: Stage
  readonly synchronisedInMs: number
}

/** Of the accounts `user0`, `user1`… that the directory made; each round has passwords of its own. */
function someOf(accounts: number): StormPeople {
  const count = Math.min(accounts, MOST_RESET)
  const users = Array.from({ length: count }, (_, index) => ({
    user: `user${Math.floor((index * accounts) / count)}@${DOMAIN}`,
    totpSecret: '',
  }))
  return {
    source: `${count} of ${accounts} generated accounts`,
    baseDn: GENERATED_BASE_DN,
    entries: [],
    memberships: [],
    accounts: users,
    resettable: count,
    passwordSecret: randomBytes(32).toString('base64url'),
  }
}

async function openSized(run: Run, options: SizesOptions, accounts: number): Promise<Sized> {
  run.say(`a directory makes ${accounts} accounts`)
  const stage = await run.stage(generatedPlan(options.faults, TENANT, accounts))
  const since = performance.now()
  const { imported } = await stage.agent.synchronise(TENANT)
  const synchronisedInMs = performance.now() - since
  run.say(`${imported} accounts imported and synchronised in ${Math.round(synchronisedInMs)} ms`)
  if (imported !== accounts) throw new Error(`${accounts} accounts made, ${imported} imported`)
  await stage.enable(TENANT)
  return { accounts, stage, synchronisedInMs }
}

const middleOf = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The median response time of a round, in microseconds. */
async function roundOf({ stage, accounts }: Sized, { shape }: SizesOptions, place: Place) {
  const { run, record } = place
  const named = { ...shape, title: `${shape.title}, ${accounts} accounts` }
  const { load } = await saturate(stage, TENANT, someOf(accounts), named, run.signal)
  record.value.load.push(load)
  const p50 = headlineHistogram(load, 'service')?.percentilesUs['p50']
  if (p50 === undefined) throw new Error(`no median of ${load.ledger.sent} resets`)
  return p50
}

interface Place {
  readonly run: Run
  readonly record: Recording
}

function recordMemory(
  { record }: Place,
  before: readonly RoleMemory[],
  after: readonly RoleMemory[],
  more: number,
) {
  let sum = 0
  for (const { role, residentBytes } of after) {
    const least = before.find((each) => each.role === role)?.residentBytes
    if (residentBytes === undefined || least === undefined) {
      record.value.notes.push(`memory of ${role}: the system does not tell`)
      return
    }
    const value = (residentBytes - least) / more
    sum += value
    record.value.figures.push({ name: `memory, ${role}`, value, unit: 'bytes per account' })
  }
  record.value.figures.push({ name: 'memory in all', value: sum, unit: 'bytes per account' })
}

/** Few accounts and many, both up at once: synchronisation, memory, and resets in turns. */
export async function measureSizes(
  place: Place,
  options: SizesOptions,
): Promise<Readonly<Record<string, number>>> {
  const { run, record } = place
  const { fewAccounts, rounds } = options.shape
  const few = await openSized(run, options, fewAccounts)
  const many = await openSized(run, options, options.manyAccounts)
  record.value.figures.push({
    name: `import and synchronisation of ${many.accounts} accounts`,
    value: many.synchronisedInMs / MS_PER_SECOND,
    unit: 's',
  })
  const before = await residentMemory(few.stage.system)
  recordMemory(place, before, await residentMemory(many.stage.system), many.accounts - few.accounts)
  const ratios: number[] = []
  for (let round = 0; round < rounds && !run.signal.aborted; round++) {
    // One right after the other: what else the machine does changes over the minutes.
    const ofFew = await roundOf(few, options, place)
    ratios.push((await roundOf(many, options, place)) / ofFew)
  }
  if (run.signal.aborted) return {}
  const ratio = middleOf(ratios)
  const spread = [Math.min(...ratios), Math.max(...ratios)].map((each) => each.toFixed(2))
  record.value.figures.push({
    name: `reset p50, ${many.accounts} ÷ ${few.accounts} accounts`,
    value: ratio,
    unit: 'ratio',
    against: `the median of ${rounds} rounds, each many right after few; from ${spread.join(' to ')}`,
  })
  return { resetRatio: ratio, synchronisedSeconds: many.synchronisedInMs / MS_PER_SECOND }
}
