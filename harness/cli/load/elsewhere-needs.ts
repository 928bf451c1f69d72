import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import type { Intent } from '../../../bench/workload/scenario/intents.ts'
import { type OperationName, type Refusal, REFUSALS } from '../../../bench/workload/scenario/mix.ts'
import type { Scenario } from '../../../bench/workload/scenario/schema.ts'
import type { MappedOperation, PortalMapping } from '../../target/portal/portal-mapping.ts'

/** What each operation needs of a mapping; null: no mapping can say it. */
const MAPPED_BY: Readonly<Record<OperationName, readonly MappedOperation[] | null>> = {
  'self-service-reset': ['begin', 'gate', 'password'],
  change: ['change'],
  unlock: null,
  'administrator-reset': ['administratorReset'],
}

const DEFAULT_ORIGINS: ReadonlySet<string | undefined> = new Set(['access-panel', 'azure-portal'])

/** What a load in somebody's directory was asked for. */
export interface PeopleLoad {
  readonly scenario: Scenario
  readonly storm: CompiledStorm
  /** Given instead of made people. */
  readonly population: string | undefined
}

/** What a load of a system that runs elsewhere was asked for. */
export interface ElsewhereLoad extends PeopleLoad {
  readonly mapping: PortalMapping
  readonly faults: readonly string[]
}

/** What a mapping lacks for an operation, one line each. */
export function unmetByOperation(
  operation: OperationName,
  { operations }: PortalMapping,
): string[] {
  const needed = MAPPED_BY[operation]
  if (needed === null) return [`operations: ${operation}: no mapping can say it; leave it out`]
  const missing = needed.filter((each) => operations[each] === undefined)
  return missing.length === 0
    ? []
    : [`operations: ${operation}: the mapping says nothing of ${missing.join(', ')}`]
}

function unmetByIntents(intents: readonly Intent[], mapping: PortalMapping): string[] {
  const operations = new Set(intents.map(({ operation }) => operation))
  const origins = new Set(intents.flatMap(({ origin }) => origin ?? []))
  return [
    ...[...operations].flatMap((operation) => unmetByOperation(operation, mapping)),
    ...[...origins].flatMap((origin) =>
      DEFAULT_ORIGINS.has(origin) ? [] : [`origins: ${origin}: a mapping knows no clients`],
    ),
  ]
}

const unmetOf = (needs: readonly (readonly [boolean, string])[]) =>
  needs.flatMap(([isUnmet, problem]) => (isUnmet ? [problem] : []))

/** What people who are made in somebody's directory cannot be, one line each; empty: all can. Pure. */
export function unmetByPeople({ scenario, storm, population }: PeopleLoad): string[] {
  const { signIn, file } = scenario.population
  const modes = Object.entries(signIn).filter(
    ([mode, share]) => mode !== 'pass-through' && share > 0,
  )
  const refusals = new Set(storm.intents.flatMap(({ refusal }) => refusal ?? []))
  return [
    ...unmetOf([
      [population !== undefined, '--population: people are made there for the run; give --people'],
      [
        population === undefined && file !== undefined,
        'population: file: people are made there for the run; give people',
      ],
      [
        modes.length > 0,
        'population: signIn: how people there sign in is not this run’s to say; leave it out',
      ],
    ]),
    ...[...refusals].flatMap((name) => {
      const { accounts }: Refusal = REFUSALS[name]
      return accounts === 'special'
        ? [`refusals: ${name}: in somebody’s directory no account is brought into that state`]
        : []
    }),
  ]
}

/** What a system that runs elsewhere cannot be given, one line each; empty: all can. Pure. */
export function unmetElsewhere(load: ElsewhereLoad): string[] {
  const { scenario, storm, mapping, faults } = load
  return [
    ...unmetOf([
      [
        storm.compression !== 1,
        '--compression: its clocks cannot be moved; give --compression 1, and --duration for a shorter load',
      ],
      [scenario.idleTenants > 0, 'idleTenants: it has the tenants that it has; leave them out'],
      [
        scenario.disturbances.length > 0,
        'disturbances: no part or link of it is this run’s to disturb; leave them out',
      ],
      [faults.length > 0, '--fault: no part of it is the reference; leave it out'],
    ]),
    ...unmetByPeople(load),
    ...unmetByIntents(storm.intents, mapping),
  ]
}
