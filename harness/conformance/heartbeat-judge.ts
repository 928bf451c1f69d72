import type { TapMessage } from '../wire/tap.ts'

type Seen = Pick<TapMessage, 'at' | 'direction'>

/**
 * The times of heartbeats on an agent's link, without opening a message: what the agent sends while no
 * request of its is unanswered. Milliseconds on the tap's clock.
 */
export function heartbeatTimes(messages: readonly Seen[]): number[] {
  const times: number[] = []
  let unanswered = 0
  for (const { at, direction } of messages) {
    if (direction === 'inbound') unanswered++
    else if (unanswered > 0) unanswered--
    else times.push(at)
  }
  return times
}

const TOLERANCE = 0.05

/** The distances between heartbeats that are not `periodMs` ± 5 % (PWB-MSG-3). */
export function judgePeriods(times: readonly number[], periodMs: number): number[] {
  return times
    .slice(1)
    .map((at, index) => at - (times[index] ?? at))
    .filter((gapMs) => Math.abs(gapMs - periodMs) > TOLERANCE * periodMs)
}
