/**
 * Waiting times of M/G/c queues: independent people, any spread of service times, c servers.
 *
 * Sources: Erlang's C formula; its extension to general service times by Lee and Longton (the wait of
 * M/M/c times (1 + cv²) / 2, cv: the coefficient of variation of service). Exact for c = 1
 * (Pollaczek and Khinchine) and for cv = 1; within about a tenth for several servers and cv up to 2; too
 * low for heavier tails, for retries, and for arrivals that come together.
 */
export interface Queue {
  readonly arrivalsPerSecond: number
  readonly serviceMs: number
  readonly servers: number
  /** Variance of the service time ÷ its mean squared. */
  readonly cvSquared: number
}

/** How busy each server is; 1 and more: the queue grows without end. */
export const useOf = ({ arrivalsPerSecond, serviceMs, servers }: Queue) =>
  (arrivalsPerSecond * serviceMs) / 1_000 / servers

/** The share of arrivals that wait (Erlang C), by the stable recursion of Erlang B. */
export function waitingShare(queue: Queue): number {
  const use = useOf(queue)
  if (use >= 1) return 1
  const offered = use * queue.servers
  let blocked = 1
  for (let server = 1; server <= queue.servers; server++) {
    blocked = (offered * blocked) / (server + offered * blocked)
  }
  return blocked / (1 - use * (1 - blocked))
}

/** Mean wait in milliseconds before service begins; infinite when the queue grows without end. */
export function meanWaitMs(queue: Queue): number {
  const use = useOf(queue)
  if (use >= 1) return Number.POSITIVE_INFINITY
  const exponential = (waitingShare(queue) * queue.serviceMs) / (queue.servers * (1 - use))
  return (exponential * (1 + queue.cvSquared)) / 2
}

/** The wait that this share of arrivals does not exceed, the tail taken for exponential. */
export function waitPercentileMs(queue: Queue, share: number): number {
  const waiting = waitingShare(queue)
  if (useOf(queue) >= 1) return Number.POSITIVE_INFINITY
  if (waiting <= 1 - share) return 0
  return (meanWaitMs(queue) / waiting) * Math.log(waiting / (1 - share))
}
