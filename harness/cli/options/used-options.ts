import type { SCENARIOS } from '../load/load-scenarios.ts'

/** What a scenario of `load` is: a file, or a row of the table by its loop. */
export type ScenarioKind = 'file' | (typeof SCENARIOS)[keyof typeof SCENARIOS]['loop']

/** Options of `load` that not every kind of scenario uses: which do, and what they are called. */
const USED_BY = {
  population: ['file', 'open', 'closed', 'scalability'],
  people: ['file', 'open', 'closed', 'scalability', 'sizes'],
  duration: ['file', 'scalability'],
  rounds: ['scalability'],
  compression: ['file'],
  'in-flight': ['closed'],
  rate: ['open'],
  precise: ['file', 'open'],
  shard: ['file', 'open'],
  'start-at': ['file', 'open'],
} as const satisfies Record<string, readonly ScenarioKind[]>

const KINDS = {
  file: 'scenario files',
  open: 'steady-100',
  closed: 'ceiling and sequential',
  scalability: 'scalability',
  sizes: 'directory-size',
  hops: 'hops',
} as const satisfies Record<ScenarioKind, string>

/** Each option that was given and that the scenario would not look at, in words; none: []. */
export function unusedOptions(scenario: string, kind: ScenarioKind, options: object): string[] {
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(options))
  return Object.entries(USED_BY).flatMap(([name, kinds]: [string, readonly ScenarioKind[]]) => {
    const value = given.get(name)
    if (value === undefined || value === false || kinds.includes(kind)) return []
    const users = kinds.map((each) => KINDS[each]).join(', ')
    return [`--${name}: ${scenario} does not use it, ${users} would; leave it out`]
  })
}
