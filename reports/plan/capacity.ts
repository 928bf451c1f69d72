import type { Demand } from './demand.ts'
import { beyond, derived, type Figure, given, measured } from './figure.ts'
import type { Measured } from './measured.ts'
import { meanWaitMs, type Queue, useOf, waitPercentileMs } from './queueing.ts'
import type { Workforce } from './workforce.ts'

const TAIL = 0.99

/** What runs have shown of speed, complete. */
export interface Speed {
  readonly ceilingPerSecond: number
  readonly meanMs: number
  readonly cvSquared: number
}

export const speedOf = ({ ceilingPerSecond, service }: Measured): Speed | undefined =>
  ceilingPerSecond === undefined || service === undefined || ceilingPerSecond <= 0
    ? undefined
    : { ceilingPerSecond, ...service }

/**
 * One agent as so many servers as it works on operations at once: its ceiling times the time of a lone
 * operation (Little’s law), at least one. The servers together serve at the ceiling.
 */
export function queueAt(arrivalsPerSecond: number, agents: number, speed: Speed): Queue {
  const atOnce = Math.max(1, Math.round((speed.ceilingPerSecond * speed.meanMs) / 1_000))
  return {
    arrivalsPerSecond,
    servers: agents * atOnce,
    serviceMs: (atOnce * 1_000) / speed.ceilingPerSecond,
    cvSquared: speed.cvSquared,
  }
}

/** The link as a server that sends one operation’s bytes after the other’s, always alike. */
export const linkQueueAt = (
  arrivalsPerSecond: number,
  { agents, link }: Pick<Workforce, 'agents' | 'link'>,
  bytes: number,
): Queue => ({
  arrivalsPerSecond: arrivalsPerSecond / agents,
  servers: 1,
  serviceMs: (bytes * 8) / link.kbitPerSecond,
  cvSquared: 0,
})

/** Mean time of an answer at a rate: service, waiting for an agent, the link and waiting for it. */
export function meanAnswerMs(
  perSecond: number,
  workforce: Workforce,
  speed: Speed,
  bytes: number,
): number {
  const onLink = linkQueueAt(perSecond, workforce, bytes)
  const atAgents = queueAt(perSecond, workforce.agents, speed)
  return (
    speed.meanMs +
    meanWaitMs(atAgents) +
    onLink.serviceMs +
    meanWaitMs(onLink) +
    workforce.link.roundTripMs
  )
}

/** Agents that the peak needs, how far today’s are from their limit, and how long a person waits. */
export function capacityOf(workforce: Workforce, demand: Demand, runs: Measured): Figure[] {
  const speed = speedOf(runs)
  if (speed === undefined) return []
  const { agents, targetUse } = workforce
  const peak = demand.peak.value
  const queue = queueAt(peak, agents, speed)
  const ceiling = measured('ceiling of one agent', speed.ceilingPerSecond, 'operations/s')
  const queueInputs = [
    derived(demand.peak),
    given('agents', agents, 'agents'),
    ceiling,
    measured('service time alone', speed.meanMs, 'ms'),
    measured('spread of service time, cv²', speed.cvSquared, 'ratio'),
  ]
  const open = runs.openUpToPerSecond
  const needed: Figure = {
    name: 'agents needed at peak, one of them spare',
    value: Math.ceil(peak / (speed.ceilingPerSecond * targetUse)) + 1,
    unit: 'agents',
    formula: 'operations per second at peak ÷ (ceiling × target use), rounded up, + 1',
    inputs: [derived(demand.peak), ceiling, given('target use', targetUse, 'ratio')],
    ...(peak > speed.ceilingPerSecond && {
      extrapolated: 'one agent was measured; several are taken to add up',
    }),
  }
  const figures: Figure[] = [
    needed,
    {
      name: 'headroom of the agents at peak',
      value: (agents * speed.ceilingPerSecond) / peak,
      unit: '× the peak',
      formula: 'agents × ceiling ÷ operations per second at peak',
      inputs: [derived(demand.peak), given('agents', agents, 'agents'), ceiling],
      ...(agents > 1 && { extrapolated: 'one agent was measured; several are taken to add up' }),
    },
    {
      name: 'use of the agents at peak',
      value: useOf(queue),
      unit: 'ratio',
      formula: 'operations per second at peak ÷ (agents × ceiling)',
      inputs: queueInputs.slice(0, 3),
    },
    {
      name: 'wait for an agent at peak, mean',
      value: meanWaitMs(queue),
      unit: 'ms',
      formula:
        'M/G/c: Erlang C × service ÷ (c × (1 − use)) × (1 + cv²) ÷ 2, c = agents × ceiling × service alone',
      inputs: queueInputs,
    },
    {
      name: 'wait for an agent at peak, 99 % of people wait less',
      value: waitPercentileMs(queue, TAIL),
      unit: 'ms',
      formula: 'mean wait ÷ Erlang C × ln(Erlang C ÷ 1 %)',
      inputs: queueInputs,
    },
    ...answerTime(workforce, demand, runs, speed),
  ]
  return figures.map((figure) => beyond(figure, peak, open ?? speed.ceilingPerSecond))
}

function answerTime(
  workforce: Workforce,
  demand: Demand,
  { bytes }: Measured,
  speed: Speed,
): Figure[] {
  const each = bytes?.layers.IP
  if (typeof each !== 'number') return []
  const { link } = workforce
  return [
    {
      name: 'answer at peak, mean',
      value: meanAnswerMs(demand.peak.value, workforce, speed, each),
      unit: 'ms',
      formula:
        'service alone + wait for an agent + bytes × 8 ÷ link rate + wait for the link (M/D/1, both directions as one) + round trip',
      inputs: [
        derived(demand.peak),
        measured('service time alone', speed.meanMs, 'ms'),
        measured('bytes of an operation, IP', each, 'bytes'),
        given('link rate', link.kbitPerSecond, 'kbit/s'),
        given('round trip', link.roundTripMs, 'ms'),
      ],
    },
  ]
}
