import { createRandom } from '../random.ts'
import { intentsOf, type Intent } from './intents.ts'
import type { LoadedScenario } from './load.ts'
import { REFUSALS } from './mix.ts'

/** An operation with its due time, not yet anybody's. Milliseconds of the scenario's own time. */
export interface Planned {
  readonly dueMs: number
  readonly intent: Intent
  /** Tries of the same person share one; a number of its own for each first try. */
  readonly person: number
  /** The try before it: sent only if that one got no answer, or was told to try again. Absent: sent in any case. */
  readonly follows?: Planned
}

export interface PhaseStart {
  readonly name: string
  readonly fromMs: number
  readonly title: string
}

const ALL_PERCENT = 100

/** The tries that follow a first one which a correct system refuses. */
function retriesOf(
  { scenario: { retries } }: LoadedScenario,
  { dueMs, intent, person }: Planned,
  random: () => number,
): Planned[] {
  const refusal = intent.refusal
  if (retries === undefined || refusal === undefined) return []
  if (random() * ALL_PERCENT >= retries.share) return []
  // Who typed it wrong does it right the next time; who is locked out is refused again.
  const { mends } = REFUSALS[refusal]
  const next: Intent = mends ? { ...intent, refusal: undefined } : intent
  return Array.from({ length: mends ? 1 : retries.atMost }, (_, tries) => ({
    dueMs: dueMs + (tries + 1) * retries.after,
    intent: next,
    person,
  }))
}

/** The tries that follow one which a correct system may fail to answer in time: each only if the one before got nothing. */
function triesAfter(
  { scenario: { retries } }: LoadedScenario,
  first: Planned,
  random: () => number,
): Planned[] {
  if (retries === undefined || first.intent.refusal !== undefined) return []
  if (random() * ALL_PERCENT >= retries.unanswered) return []
  const tries: Planned[] = []
  let before = first
  for (let nth = 0; nth < retries.atMost; nth++) {
    before = { ...first, dueMs: before.dueMs + retries.after, follows: before }
    tries.push(before)
  }
  return tries
}

/** All phases' operations and what follows from them, in the order of their due times. */
export function planOperations(
  loaded: LoadedScenario,
  seed: number,
  people: number,
): { planned: Planned[]; phases: PhaseStart[]; durationMs: number } {
  const { scenario, replays } = loaded
  const phases: PhaseStart[] = []
  const first: Planned[] = []
  let fromMs = 0
  for (const phase of scenario.phases) {
    const next = intentsOf(scenario, phase, createRandom(seed, `operations of ${phase.name}`))
    const times = phase.arrivals.times({
      durationMs: phase.duration,
      random: createRandom(seed, `arrivals of ${phase.name}`),
      people,
      beginsAtMs: scenario.begins + fromMs,
      replay: (file) => replays.get(file) ?? new Float64Array(),
    })
    for (const at of times) {
      first.push({ dueMs: fromMs + at, intent: next(), person: first.length })
    }
    phases.push({ name: phase.name, fromMs, title: phase.arrivals.title })
    fromMs += phase.duration
  }
  const random = createRandom(seed, 'retries')
  const again = first.flatMap((each) => retriesOf(loaded, each, random))
  const waiting = createRandom(seed, 'tries after no answer')
  const onlyIf = first.flatMap((each) => triesAfter(loaded, each, waiting))
  const planned = [...first, ...again, ...onlyIf].toSorted((a, b) => a.dueMs - b.dueMs)
  return { planned, phases, durationMs: fromMs }
}
