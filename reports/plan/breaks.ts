import { meanAnswerMs, speedOf } from './capacity.ts'
import type { Demand } from './demand.ts'
import { beyond, type Figure, given, type Input, measured } from './figure.ts'
import type { Measured } from './measured.ts'
import { silenceOf } from './silence.ts'
import type { Workforce } from './workforce.ts'

/** PWB-FLOW-6: answered on average. PWB-FLOW-10: the longest that a portal waits. */
const MEAN_ANSWER_MS = 500
const PORTAL_WAIT_MS = 30_000

/** The highest rate at which the condition holds, for one that holds up to some rate and not beyond. */
export function lastRate(holds: (perSecond: number) => boolean): number {
  let high = 1e-6
  if (!holds(high)) return 0
  while (holds(high) && high < 1e9) high *= 2
  let low = high / 2
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

interface Break {
  readonly promise: string
  readonly perSecond: number
  readonly formula: string
  readonly inputs: readonly Input[]
}

const bandwidthFormula = (limit: string) =>
  `(${limit} × 1000 ÷ 8 − heartbeats and keep-alives) ÷ bytes × agents`

const bandwidthBreaks = (workforce: Workforce, bytes: number, runs: Measured): Break[] => {
  const { agents, link, promisedKbitPerSecond } = workforce
  const silence = silenceOf('IP', workforce, runs) ?? 0
  const inputs = [
    measured('bytes of an operation, IP', bytes, 'bytes'),
    measured('heartbeats and keep-alives', silence, 'bytes/s'),
    given('agents', agents, 'agents'),
  ]
  const at = (kbitPerSecond: number) =>
    Math.max(0, (agents * ((kbitPerSecond * 1_000) / 8 - silence)) / bytes)
  return [
    {
      promise: 'PWB-BW-2, a few kilobits per second on a link',
      perSecond: at(promisedKbitPerSecond),
      formula: bandwidthFormula('promised kbit/s'),
      inputs: [...inputs, given('promised', promisedKbitPerSecond, 'kbit/s')],
    },
    {
      promise: 'the links are full',
      perSecond: at(link.kbitPerSecond),
      formula: bandwidthFormula('link kbit/s'),
      inputs: [...inputs, given('link rate', link.kbitPerSecond, 'kbit/s')],
    },
  ]
}

function answerBreaks(workforce: Workforce, runs: Measured): Break[] {
  const speed = speedOf(runs)
  if (speed === undefined) return []
  const bytes = runs.bytes?.layers.IP ?? 0
  const inputs = [
    measured('ceiling of one agent', speed.ceilingPerSecond, 'operations/s'),
    measured('service time alone', speed.meanMs, 'ms'),
    measured('spread of service time, cv²', speed.cvSquared, 'ratio'),
    measured('bytes of an operation, IP', bytes, 'bytes'),
    given('agents', workforce.agents, 'agents'),
  ]
  const answered = (limitMs: number) =>
    lastRate((perSecond) => meanAnswerMs(perSecond, workforce, speed, bytes) <= limitMs)
  const formula = 'the rate at which the mean answer (as above) reaches the limit'
  return [
    {
      promise: 'answered in 500 ms on average (PWB-FLOW-6 asks it at 1/s)',
      perSecond: answered(MEAN_ANSWER_MS),
      formula,
      inputs,
    },
    {
      promise: 'answered before the portal stops waiting, 30 s (PWB-FLOW-10)',
      perSecond: answered(PORTAL_WAIT_MS),
      formula,
      inputs,
    },
    {
      promise: 'the agents keep up',
      perSecond: workforce.agents * speed.ceilingPerSecond,
      formula: 'agents × ceiling',
      inputs: [inputs[0], inputs[4]].filter((input) => input !== undefined),
    },
  ]
}

/** The rate at which each promise ends, earliest first, and how far the peak is from it. */
export function breaksOf(workforce: Workforce, demand: Demand, runs: Measured): Figure[] {
  const bytes = runs.bytes?.layers.IP
  const breaks = [
    ...(typeof bytes === 'number' ? bandwidthBreaks(workforce, bytes, runs) : []),
    ...answerBreaks(workforce, runs),
  ].toSorted((a, b) => a.perSecond - b.perSecond)
  const shown = Math.max(runs.bytes?.perSecond ?? 0, runs.openUpToPerSecond ?? 0)
  return breaks.map(({ promise, perSecond, formula, inputs }) =>
    beyond(
      {
        name: `ends at: ${promise}`,
        value: perSecond,
        unit: `operations/s (${Number((perSecond / demand.peak.value).toPrecision(3))} × the peak)`,
        formula,
        inputs,
      },
      perSecond,
      shown,
    ),
  )
}
