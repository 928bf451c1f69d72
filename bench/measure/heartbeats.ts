import type { LoadResult } from '../../reports/model/result.ts'

export type Heartbeats = NonNullable<LoadResult['heartbeats']>

/** When one tenant's heartbeats were seen: milliseconds on one clock, ascending. */
export interface HeartbeatStrip {
  readonly tenant: string
  readonly atMs: readonly number[]
}

export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** PWB-MSG-3: the period holds within 5 %; a beat later than that is missed. */
export const HEARTBEAT_TOLERANCE = 0.05

interface StripVerdict {
  readonly seen: number
  readonly missed: number
  readonly worstDeviationMs: number
}

/** How many beats were due in (fromMs, toMs], the first a period after `fromMs`, at least `fromMs`. */
const dueBetween = (fromMs: number, toMs: number, periodMs: number, windowFromMs: number) => {
  let due = 0
  for (let at = fromMs + periodMs; at <= toMs; at += periodMs) if (at >= windowFromMs) due++
  return due
}

function judgeStrip(atMs: readonly number[], periodMs: number, window: Window): StripVerdict {
  const toleranceMs = periodMs * HEARTBEAT_TOLERANCE
  const { fromMs, toMs } = window
  const inside = atMs.filter((at) => at >= fromMs && at <= toMs)
  let previous = atMs.findLast((at) => at < fromMs)
  let missed = 0
  let worstDeviationMs = 0
  for (const at of inside) {
    const since = previous ?? fromMs
    const periods = Math.max(1, Math.round((at - since) / periodMs))
    const deviationMs = at - since - periods * periodMs
    // Without a beat before the window the phase is not known: the first may come early.
    worstDeviationMs = Math.max(
      worstDeviationMs,
      previous === undefined ? deviationMs : Math.abs(deviationMs),
    )
    missed += dueBetween(since, at - periodMs / 2, periodMs, fromMs)
    previous = at
  }
  missed += dueBetween(previous ?? fromMs, toMs - toleranceMs, periodMs, fromMs)
  return { seen: inside.length, missed, worstDeviationMs }
}

/**
 * Whether every tenant's agent kept its heartbeat (PWB-LOAD-5): due = seen + missed within the window.
 * Beats before the window fix each tenant's phase; without one, the first may come up to a period
 * after the window's start. Deviation: of the distance to the beat before, from whole periods.
 */
export function judgeHeartbeats(
  strips: readonly HeartbeatStrip[],
  periodMs: number,
  window: Window,
): Heartbeats {
  const verdicts = strips.map(({ atMs }) => judgeStrip(atMs, periodMs, window))
  const sum = (term: 'seen' | 'missed') =>
    verdicts.reduce((total, verdict) => total + verdict[term], 0)
  return {
    tenants: strips.length,
    periodMs,
    due: sum('seen') + sum('missed'),
    seen: sum('seen'),
    missed: sum('missed'),
    worstDeviationMs: Math.max(0, ...verdicts.map(({ worstDeviationMs }) => worstDeviationMs)),
    strip: strips.map(({ tenant, atMs }) => ({ tenant, atMs: [...atMs] })),
  }
}
