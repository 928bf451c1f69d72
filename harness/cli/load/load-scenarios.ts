/** One after the other: ten seconds at most, so some code is still compiled after it. */
const SHORT_WARM_UP = { maxOperations: 1_500, durationMs: 10_000 } as const

/** What `writeback load` can run without a scenario file: administrator's resets of pass-through users. */
export const SCENARIOS = {
  /** How much the system can do, not how it feels. */
  ceiling: {
    loop: 'closed',
    title: 'administrator’s resets, closed loop',
    inFlight: 32,
    durationMs: 10_000,
    // Compilation takes a fifth of two processors for six seconds of this load, a tenth after eight, and 3 % after twelve.
    warmUp: { maxOperations: 8_000, durationMs: 20_000 },
  },
  sequential: {
    loop: 'closed',
    title: 'administrator’s resets, one after the other',
    inFlight: 1,
    durationMs: 5_000,
    warmUp: SHORT_WARM_UP,
  },
  /** What an account costs, and whether a reset gets slower: many accounts against a few, in one run. */
  'directory-size': {
    loop: 'sizes',
    title: 'administrator’s resets, one after the other',
    inFlight: 1,
    durationMs: 5_000,
    warmUp: SHORT_WARM_UP,
    fewAccounts: 1_000,
    manyAccounts: 1_000_000,
    rounds: 5,
  },
  /** Where the time goes, and what is sent: resets one after the other, then idle heartbeats. */
  hops: { loop: 'hops', people: 100, warmUp: 200, operations: 300, heartbeats: 3 },
  /** How throughput grows with requests in flight: rounds in turns, and the law that they follow. */
  scalability: {
    loop: 'scalability',
    title: 'administrator’s resets, closed loop',
    inFlight: [1, 2, 4, 8, 16, 32],
    rounds: 5,
    durationMs: 3_000,
  },
  /** How it feels at a rate that it can bear: response times from the due time. */
  'steady-100': { loop: 'open', ratePerSecond: 100, durationMs: 20_000 },
} as const
export type ScenarioName = keyof typeof SCENARIOS
export type ClosedScenario = Extract<(typeof SCENARIOS)[ScenarioName], { loop: 'closed' }>
export type SizesScenario = Extract<(typeof SCENARIOS)[ScenarioName], { loop: 'sizes' }>
export type ScalabilityScenario = Extract<(typeof SCENARIOS)[ScenarioName], { loop: 'scalability' }>
export type OpenScenario = Extract<(typeof SCENARIOS)[ScenarioName], { loop: 'open' }>

export const isTableScenario = (name: string): name is ScenarioName =>
  Object.hasOwn(SCENARIOS, name)

export const SCENARIO_NAMES = Object.keys(SCENARIOS).filter((name): name is ScenarioName =>
  isTableScenario(name),
)
