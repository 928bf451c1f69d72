import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryDisturbance } from '../../reports/model/history.ts'
import type { Disturbance, DisturbanceParameters, Disturbed } from './disturbance.ts'
import { DISTURBANCES, type DisturbanceKind } from './index.ts'

/** One disturbance of a storm. Milliseconds from the storm's start. */
export interface PlannedDisturbance extends DisturbanceParameters {
  readonly kind: DisturbanceKind
  readonly atMs: number
}

/** How disturbances are run; by default side by side, to their end. */
export interface RunDisturbancesOptions {
  /** None begins before the one listed before it is undone, however long that takes. */
  readonly inTurn?: boolean | undefined
  /** Aborted: none begins any more, and what has begun is undone at once. */
  readonly signal?: AbortSignal | undefined
  readonly kinds?: Readonly<Record<DisturbanceKind, Disturbance>>
}

type How = RunDisturbancesOptions & Required<Pick<RunDisturbancesOptions, 'kinds'>>

/** Rejects with nothing: an aborted wait is over. */
const wait = (ms: number, signal: AbortSignal | undefined) =>
  sleep(Math.max(0, ms), undefined, signal === undefined ? {} : { signal }).catch(() => undefined)

async function runOne(
  at: Disturbed,
  { atMs, kind, ...parameters }: PlannedDisturbance,
  sinceStartMs: () => number,
  { signal, kinds }: How,
): Promise<HistoryDisturbance[]> {
  await wait(atMs - sinceStartMs(), signal)
  if (signal?.aborted === true) return []
  const fromMs = sinceStartMs()
  const undo = await kinds[kind].begin(at, parameters)
  await wait(parameters.durationMs, signal)
  const told = await undo()
  return [{ kind, fromMs, toMs: sinceStartMs(), told }]
}

/**
 * Disturbs a system at the planned times and undoes each; answers with when it really was. One that cannot
 * begin or be undone rejects, after all that had begun have been undone.
 */
export async function runDisturbances(
  at: Disturbed,
  planned: readonly PlannedDisturbance[],
  sinceStartMs: () => number,
  options: RunDisturbancesOptions = {},
): Promise<HistoryDisturbance[]> {
  const how = { ...options, kinds: options.kinds ?? DISTURBANCES }
  const one = (each: PlannedDisturbance) => runOne(at, each, sinceStartMs, how)
  if (options.inTurn === true) {
    const done: HistoryDisturbance[] = []
    for (const each of planned) done.push(...(await one(each)))
    return done
  }
  const ended = await Promise.allSettled(planned.map(one))
  return ended.flatMap((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
}
