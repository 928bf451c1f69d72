import type { Result } from '../model/result.ts'
import { bandwidthOf } from './bandwidth.ts'
import { breaksOf } from './breaks.ts'
import { capacityOf } from './capacity.ts'
import { demandOf } from './demand.ts'
import type { Figure } from './figure.ts'
import { type Measured, measuredBy } from './measured.ts'
import { outageOf } from './outage.ts'
import type { Workforce } from './workforce.ts'

export interface PlanPart {
  readonly title: string
  readonly figures: readonly Figure[]
}

export interface Plan {
  readonly name: string
  /** In one sentence: what is needed, and what breaks first. */
  readonly answer: string
  readonly parts: readonly PlanPart[]
  /** What no run measured, each with how to measure it. */
  readonly missing: readonly string[]
  /** The runs that it rests on. */
  readonly runs: readonly string[]
  /** What the figures assume, and where they stop being right. */
  readonly limits: readonly string[]
}

const MISSING: readonly (readonly [keyof Measured, string])[] = [
  ['bytes', 'bytes of an operation: run "writeback gate"'],
  ['ceilingPerSecond', 'throughput of one agent: run "writeback load --scenario ceiling"'],
  ['service', 'service time: run "writeback load --scenario sequential"'],
  ['openUpToPerSecond', 'a rate of independent people: run "writeback gate"'],
  ['idleBitPerSecond', 'the link of an idle agent: no run had a link on which nothing happened'],
]

const LIMITS = [
  'A change costs what a reset costs: only resets were measured.',
  'People arrive independently of each other within the busiest hour (Poisson). A mail that sends all to the portal at once makes a higher peak: raise the peak factor.',
  'Nobody tries again. Where waiting makes people repeat, the load beyond the limit is higher.',
  'Waiting for an agent follows M/G/c (Erlang C, Lee and Longton): good to about a tenth up to 90 % use and cv² up to 4; the agent and what it shares its machine with are one thing to it.',
  'A link is taken as one direction that carries both: a little too slow on links that carry both at once.',
  'Figures of machines unlike yours are those of other machines: measure on yours.',
] as const

const rounded = (value: number) => String(Number(value.toPrecision(3)))

function answerOf(
  workforce: Workforce,
  parts: Record<'demand' | 'capacity' | 'breaks', readonly Figure[]>,
) {
  const peak = parts.demand.at(-1)
  const agents = parts.capacity[0]
  const [first] = parts.breaks
  const sentences = [
    `${workforce.users} people make ${rounded(peak?.value ?? 0)} operations per second at peak`,
    agents && `they need ${agents.value} agents (one spare), ${workforce.agents} are planned`,
    first &&
      `the first limit is "${first.name.replace('ends at: ', '')}", at ${rounded(first.value)} ${first.unit}`,
  ]
  return `${sentences.filter((each) => each !== undefined).join('; ')}.`
}

/** The plan of a workforce from what runs have shown. */
export function makePlan(workforce: Workforce, results: readonly Result[]): Plan {
  const runs = measuredBy(results)
  const demand = demandOf(workforce)
  const demanded = [demand.year, demand.day, demand.peakDay, demand.peak]
  const capacity = capacityOf(workforce, demand, runs)
  const breaks = breaksOf(workforce, demand, runs)
  return {
    name: workforce.name,
    answer: answerOf(workforce, { demand: demanded, capacity, breaks }),
    parts: [
      { title: 'How much work there is', figures: demanded },
      { title: 'What the agents’ links carry', figures: bandwidthOf(workforce, demand, runs) },
      { title: 'Agents, headroom, waiting', figures: capacity },
      { title: 'Where it breaks', figures: breaks },
      { title: 'When the agents are down', figures: outageOf(workforce, demand, runs) },
    ].filter(({ figures }) => figures.length > 0),
    missing: MISSING.filter(([name]) => runs[name] === undefined).map(([, words]) => words),
    runs: results.map(({ runId, command }) => `${runId}: ${command}`),
    limits: LIMITS,
  }
}
