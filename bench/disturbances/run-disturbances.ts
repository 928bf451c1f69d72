import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryDisturbance } from '../../reports/model/history.ts'
import type { Disturbance, DisturbanceParameters, Disturbed } from './disturbance.ts'
import { DISTURBANCES, type DisturbanceKind } from './index.ts'

/** One disturbance of a storm. Milliseconds from the storm's start. */
export interface PlannedDisturbance extends DisturbanceParameters {
  readonly kind: DisturbanceKind
  readonly atMs: number
}

async function runOne(
  at: Disturbed,
  { atMs, kind, ...parameters }: PlannedDisturbance,
  sinceStartMs: () => number,
  kinds: Readonly<Record<DisturbanceKind, Disturbance>>,
): Promise<HistoryDisturbance> {
  await sleep(Math.max(0, atMs - sinceStartMs()))
  const fromMs = sinceStartMs()
  const undo = await kinds[kind].begin(at, parameters)
  await sleep(parameters.durationMs)
  const told = await undo()
  return { kind, fromMs, toMs: sinceStartMs(), told }
}

/**
 * Disturbs a system at the planned times and undoes each; answers with when it really was. `inTurn`: none
 * begins before the one listed before it is undone, however long that takes. One that cannot begin or be
 * undone rejects, after all that had begun have been undone.
 */
export async function runDisturbances(
  at: Disturbed,
  planned: readonly PlannedDisturbance[],
  sinceStartMs: () => number,
  inTurn = false,
  kinds: Readonly<Record<DisturbanceKind, Disturbance>> = DISTURBANCES,
): Promise<HistoryDisturbance[]> {
  if (inTurn) {
    const done: HistoryDisturbance[] = []
    for (const each of planned) done.push(await runOne(at, each, sinceStartMs, kinds))
    return done
  }
  const ended = await Promise.allSettled(
    planned.map((each) => runOne(at, each, sinceStartMs, kinds)),
  )
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason
    return each.value
  })
}
