import { speedOf } from './capacity.ts'
import type { Demand } from './demand.ts'
import { derived, type Figure, given, measured } from './figure.ts'
import type { Measured } from './measured.ts'
import type { Workforce } from './workforce.ts'

/** PWB-FLOW-9: after a silent death the portal says so within this many heartbeat periods. */
const PERIODS_UNTIL_DOWN = 2

/**
 * What happens when all agents fall silent at the peak for some minutes: until the portal knows,
 * requests are taken; they wait for their lifetime and expire; afterwards people are turned away.
 * A clean stop is known within seconds: then nearly all are turned away and hardly any waits.
 */
export function outageOf(workforce: Workforce, demand: Demand, runs: Measured): Figure[] {
  const { agentDownMinutes, heartbeatPeriodS, requestLifetimeS, writeMarginS, agents } = workforce
  const downS = agentDownMinutes * 60
  const noticedS = PERIODS_UNTIL_DOWN * heartbeatPeriodS
  const takenS = Math.min(downS, noticedS)
  const usableS = Math.max(0, requestLifetimeS - writeMarginS)
  const waitingS = Math.max(0, takenS - Math.max(0, downS - usableS))
  const rate = demand.peak.value
  const inputs = [
    derived(demand.peak),
    given('outage', downS, 's'),
    given('heartbeat period', heartbeatPeriodS, 's'),
    given('lifetime of a request', requestLifetimeS, 's'),
    given('no write so near its end', writeMarginS, 's'),
  ]
  const figure = (name: string, seconds: number, formula: string): Figure => ({
    name: `agents silent for ${agentDownMinutes} min at peak: ${name}`,
    value: rate * seconds,
    unit: 'operations',
    formula,
    inputs,
  })
  const backlog = figure(
    'waiting when the agents return, then applied',
    waitingS,
    'rate × (time in which requests were taken, no longer ago than their lifetime without the time that a write may need)',
  )
  const speed = speedOf(runs)
  const spare = speed === undefined ? 0 : agents * speed.ceilingPerSecond - rate
  return [
    figure(
      'taken and expired, told as not changed',
      takenS - waitingS,
      'rate × (time until noticed) − waiting',
    ),
    backlog,
    figure(
      'turned away before the first gate',
      Math.max(0, downS - noticedS),
      'rate × (outage − 2 periods)',
    ),
    ...(speed === undefined
      ? []
      : [
          {
            name: `agents silent for ${agentDownMinutes} min at peak: until the backlog is gone`,
            value: spare > 0 ? backlog.value / spare : Number.POSITIVE_INFINITY,
            unit: 's',
            formula: 'waiting ÷ (agents × ceiling − rate)',
            inputs: [
              derived(backlog),
              derived(demand.peak),
              given('agents', agents, 'agents'),
              measured('ceiling of one agent', speed.ceilingPerSecond, 'operations/s'),
            ],
          },
        ]),
  ]
}
