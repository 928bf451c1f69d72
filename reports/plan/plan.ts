import { formatNumber } from '../model/units.ts'
import { bandwidthOf } from './bandwidth.ts'
import { breaksOf } from './breaks.ts'
import { capacityOf } from './capacity.ts'
import { type Demand, demandOf } from './demand.ts'
import type { Figure } from './figure.ts'
import { mapLayers, type Measured, measuredBy, type PlannedFrom } from './measured.ts'
import { mixOf, ofMix } from './mix.ts'
import { outageOf } from './outage.ts'
import type { Workforce } from './workforce.ts'

export interface PlanPart {
  readonly title: string
  readonly figures: readonly Figure[]
}

export interface Plan {
  readonly name: string
  /** What is needed, in a few words; in one sentence, why, and what breaks first. */
  readonly needed: string
  readonly answer: string
  /** Whether what is planned suffices at the peak; undefined where no run says it. */
  readonly suffices: boolean | undefined
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
  ['changeBytes', 'bytes of a change, taken for those of a reset: run "writeback gate"'],
  ['heartbeat', 'bytes of a heartbeat: run "writeback conform --only PWB-BW-1"'],
  ['keepAlivesPerSecond', 'keep-alives of an idle link: run "writeback conform --only PWB-BW-1"'],
]

const LIMITS = [
  'An unlock and a refused password cost what a reset costs.',
  'People arrive independently of each other within the busiest hour (Poisson). A mail that sends all to the portal at once makes a higher peak: raise the peak factor.',
  'Nobody tries again. Where waiting makes people repeat, the load beyond the limit is higher.',
  'Waiting for an agent follows M/G/c (Erlang C, Lee and Longton): good to about a tenth up to 90 % use and cv² up to 4; the agent and what it shares its machine with are one thing to it.',
  'A link is taken as one direction that carries both: a little too slow on links that carry both at once.',
  'Figures of machines unlike yours are those of other machines: measure on yours.',
] as const

interface Findings {
  readonly demand: Demand
  readonly capacity: readonly Figure[]
  readonly breaks: readonly Figure[]
}

const verdictOf = ({ agents }: Workforce, { demand, capacity, breaks }: Findings) => {
  const [needed] = capacity
  if (needed === undefined) return undefined
  return needed.value <= agents && breaks.every(({ value }) => value >= demand.peak.value)
}

const neededWords = ({ agents }: Workforce, { capacity: [needed] }: Findings) =>
  needed === undefined
    ? `agents: not known, ${agents} planned`
    : `${needed.value} agents needed, ${agents} planned`

function answerOf({ users }: Workforce, { demand, breaks: [first] }: Findings) {
  const made = `${formatNumber(users)} people make ${formatNumber(demand.peak.value)} operations per second at peak.`
  return first === undefined
    ? made
    : `${made} The first limit: ${first.name.replace('ends at: ', '')}, at ${formatNumber(first.value)} ${first.unit}.`
}

export interface PlanOptions {
  /**
   * So many seconds of the agent's clock pass in one, as in a simulation: the keep-alives of the network, which
   * real time times, are then so much rarer. Default: 1.
   */
  readonly compression?: number
}

/** What runs have shown, as it is where time is compressed. */
function inTime(runs: Measured, { compression = 1 }: PlanOptions): Measured {
  const { keepAlivesPerSecond: kept } = runs
  if (compression === 1 || kept === undefined) return runs
  const rarer = mapLayers((layer) => {
    const bytes = kept[layer]
    return bytes === null ? null : bytes / compression
  })
  return { ...runs, keepAlivesPerSecond: rarer }
}

/** The plan of a workforce from what runs have shown. */
export function makePlan(
  workforce: Workforce,
  results: readonly PlannedFrom[],
  options: PlanOptions = {},
): Plan {
  const found = inTime(measuredBy(results), options)
  const runs = ofMix(workforce, found)
  const demand = demandOf(workforce)
  const demanded = [demand.year, demand.day, demand.peakDay, demand.peak]
  const capacity = capacityOf(workforce, demand, runs)
  const breaks = breaksOf(workforce, demand, runs)
  const findings = { demand, capacity, breaks }
  return {
    name: workforce.name,
    needed: neededWords(workforce, findings),
    answer: answerOf(workforce, findings),
    suffices: verdictOf(workforce, findings),
    parts: [
      { title: 'How much work there is', figures: demanded },
      {
        title: 'What the agents’ links carry',
        figures: [...mixOf(workforce, found), ...bandwidthOf(workforce, demand, runs)],
      },
      { title: 'Agents, headroom, waiting', figures: capacity },
      { title: 'Where it breaks', figures: breaks },
      { title: 'When the agents are down', figures: outageOf(workforce, demand, runs) },
    ].filter(({ figures }) => figures.length > 0),
    missing: MISSING.filter(([name]) => runs[name] === undefined).map(([, words]) => words),
    runs: results.map(({ runId, command }) => `${runId}: ${command}`),
    limits: LIMITS,
  }
}
