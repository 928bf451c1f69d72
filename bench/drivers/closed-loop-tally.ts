import type { HistogramResult } from '../../reports/model/result.ts'
import type { ToldOperation } from '../measure/accounts.ts'
import { classOf, type LoadOutcome } from '../measure/outcomes.ts'
import { Recorder } from '../measure/recorder.ts'

/** One request of a closed loop: whose, when it was made, and what became of it. */
export interface Attempt {
  readonly account: number
  readonly generation: number
  readonly madeMs: number
  /** What it is when no answer came. */
  outcome: LoadOutcome
  doneMs: number
  /** Not a number: no answer. */
  latencyMs: number
  /** Its connection's first, so that the latency holds a handshake: kept apart. */
  first: boolean
}

/** What the attempts of a closed loop amount to. */
interface Tallied {
  readonly answered: number
  readonly outcomes: Readonly<Partial<Record<LoadOutcome, number>>>
  readonly histograms: readonly HistogramResult[]
  /** Replies a second from the time when all were connected to the last reply. */
  readonly repliesPerSecond: number
  readonly elapsedMs: number
  readonly told: ReadonlyMap<number, readonly ToldOperation[]>
}

const isAnswered = ({ latencyMs }: Attempt) => !Number.isNaN(latencyMs)

function histogramsOf(answered: readonly Attempt[]): HistogramResult[] {
  const recorder = new Recorder()
  try {
    for (const { first, outcome, latencyMs } of answered) {
      const phase = first ? 'connecting' : 'ceiling'
      for (const name of ['all', classOf(outcome)]) {
        recorder.record({ metric: 'service', phase, outcome: name }, latencyMs)
      }
    }
    return recorder.results()
  } finally {
    recorder.destroy()
  }
}

function rateOf(answered: readonly Attempt[], connections: number, untilMs: number): number {
  const firsts = answered.filter(({ first }) => first)
  if (firsts.length < connections) return 0
  const fromMs = firsts.reduce((latest, { doneMs }) => Math.max(latest, doneMs), 0)
  const steady = answered.filter(({ first, doneMs }) => !first && doneMs > fromMs)
  return untilMs > fromMs ? (steady.length * 1000) / (untilMs - fromMs) : 0
}

function toldOf(attempts: readonly Attempt[]) {
  const told = new Map<number, ToldOperation[]>()
  for (const { account, generation, outcome, madeMs, doneMs } of attempts) {
    const list = told.get(account) ?? []
    told.set(account, list)
    list.push({ generation, outcome, dispatchedMs: madeMs, doneMs })
  }
  return told
}

/**
 * Keeps what a closed loop's connections were answered, an object each, and adds up afterwards: while
 * the load runs, the thread that counts is the one that asks. Times in milliseconds from the start.
 */
export class ClosedLoopTally {
  readonly #attempts: Attempt[] = []

  get issued() {
    return this.#attempts.length
  }

  begin(account: number, generation: number, madeMs: number): Attempt {
    const attempt: Attempt = {
      account,
      generation,
      madeMs,
      outcome: 'connection-lost',
      doneMs: Number.NaN,
      latencyMs: Number.NaN,
      first: false,
    }
    this.#attempts.push(attempt)
    return attempt
  }

  /** `endedMs`: when nothing more was waited for. */
  finish(connections: number, endedMs: number): Tallied {
    const outcomes: Partial<Record<LoadOutcome, number>> = {}
    for (const attempt of this.#attempts) {
      if (!isAnswered(attempt)) attempt.doneMs = endedMs
      outcomes[attempt.outcome] = (outcomes[attempt.outcome] ?? 0) + 1
    }
    const answered = this.#attempts.filter(isAnswered)
    const elapsedMs = answered.reduce((latest, { doneMs }) => Math.max(latest, doneMs), 0)
    return {
      answered: answered.length,
      outcomes,
      histograms: histogramsOf(answered),
      repliesPerSecond: rateOf(answered, connections, elapsedMs),
      elapsedMs,
      told: toldOf(this.#attempts),
    }
  }
}
