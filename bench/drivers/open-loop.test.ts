import { createServer, type RequestListener } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { assembleLoad } from '../measure/assemble.ts'
import { assignAccounts } from '../workload/assignment.ts'
import { createSchedule, type ScheduleSpec } from '../workload/schedule.ts'
import { DriverError, type OpenLoopOptions, type Progress, runOpenLoop } from './open-loop.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(answer: RequestListener) {
  const server = createServer({ noDelay: true }, answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return `http://127.0.0.1:${address.port}`
}

async function load(
  origin: string,
  spec: Pick<ScheduleSpec, 'ratePerSecond' | 'durationMs'>,
  options: Partial<OpenLoopOptions> & { timeoutMs?: number } = {},
) {
  const { timeoutMs = 10_000, ...others } = options
  const schedule = createSchedule({ kind: 'uniform', seed: 1, ...spec })
  const run = await runOpenLoop({
    dueMs: schedule.dueMs,
    assignment: assignAccounts(schedule.dueMs.length, 50, 1),
    executor: { kind: 'http-get', options: { origin, connections: 200, timeoutMs } },
    workers: 2,
    inFlightCap: 400,
    overflow: 'queue',
    drainLimitMs: 5_000,
    ...others,
  })
  const result = assembleLoad({
    scenario: 'test',
    schedule,
    run,
    inFlightCap: 400,
    finalBinds: null,
    heartbeats: null,
  })
  const all = (metric: string) =>
    result.histograms.find((each) => each.metric === metric && each.outcome === 'all')
  return {
    run,
    result,
    response: all('response'),
    service: all('service'),
    connect: all('connect'),
  }
}

describe('the open loop over worker threads', () => {
  it('shows a stall of a 20 ms server in the response time, and every planned operation', async () => {
    let stalledUntil = 0
    let first = 0
    const origin = await serve((_request, response) => {
      const now = performance.now()
      if (first === 0) first = now
      if (stalledUntil === 0 && now - first > 1_000) stalledUntil = now + 300
      setTimeout(() => response.end(), Math.max(0, stalledUntil - now) + 20)
    })
    const progress: Progress[] = []
    const { result, response, service, connect } = await load(
      origin,
      { ratePerSecond: 200, durationMs: 3_000 },
      { onProgress: (state) => progress.push(state) },
    )
    expect(response?.count).toBe(600)
    expect(response?.minUs).toBeGreaterThanOrEqual(19_000)
    expect(response?.percentilesUs['p99']).toBeGreaterThan(270_000)
    expect(response?.percentilesUs).not.toHaveProperty('p99.9')
    expect(response?.sumUs).toBeGreaterThanOrEqual(service?.sumUs ?? Number.NaN)
    expect(result.ledger).toMatchObject({ planned: 600, notSent: 0, sent: 600, accepted: 600 })
    // Those that wait in the stall have connections of their own, each made once.
    expect(connect?.count).toBeGreaterThan(2)
    expect(connect?.count).toBeLessThanOrEqual(400)
    expect(result.intervals.slice(0, 3).map(({ planned }) => planned)).toEqual([200, 200, 200])
    expect(progress[0]).toMatchObject({ planned: 600 })
    // Lag and pace depend on what else the machine does.
    const own = ['ledger', 'Little’s law', 'sample size', 'histogram range']
    const failing = result.validity.filter(({ name, ok }) => own.includes(name) && !ok)
    expect(failing).toEqual([])
  })

  it('counts what a server cuts off as lost, and everything else as answered', async () => {
    let served = 0
    const origin = await serve((request, response) => {
      served++
      const cut = served % 5 === 0
      setTimeout(() => (cut ? request.socket.end() : response.end()), 5)
    })
    const { result } = await load(origin, { ratePerSecond: 100, durationMs: 1_000 })
    expect(result.ledger).toMatchObject({ sent: 100, accepted: 80, lost: 20 })
    expect(result.outcomes).toEqual({ changed: 80, 'connection-lost': 20 })
  })

  it.each(['queue', 'drop'] as const)(
    'never has more in flight than the cap, which all workers share, and tells what it kept back (%s)',
    async (overflow) => {
      let open = 0
      let most = 0
      const origin = await serve((_request, response) => {
        open++
        most = Math.max(most, open)
        setTimeout(() => {
          open--
          response.end()
        }, 20)
      })
      const { result } = await load(
        origin,
        { ratePerSecond: 100, durationMs: 500 },
        { inFlightCap: 1, overflow },
      )
      const { held = 0, dropped = 0 } = result.atInFlightCap ?? {}
      expect(most).toBe(1)
      expect({ isHeld: held > 10, isDropped: dropped > 10 }).toEqual({
        isHeld: overflow === 'queue',
        isDropped: overflow === 'drop',
      })
      expect(result.ledger.sent).toBe(50 - dropped)
    },
  )

  it('keeps time-outs in the distribution', async () => {
    let served = 0
    const origin = await serve((_request, response) => {
      served++
      if (served % 10 !== 0) response.end()
    })
    const { result, response } = await load(
      origin,
      { ratePerSecond: 100, durationMs: 1_000 },
      { timeoutMs: 1_000 },
    )
    expect(result.outcomes).toEqual({ changed: 90, 'no-answer-in-time': 10 })
    expect(response?.count).toBe(100)
    expect(response?.maxUs).toBeGreaterThanOrEqual(1_000_000)
    expect(response?.sumUs).toBeGreaterThanOrEqual(10 * 1_000_000)
  })

  it('ends on a signal: what was sent is answered, the rest is told as not sent', async () => {
    const interruption = new AbortController()
    let served = 0
    const origin = await serve((_request, response) => {
      served++
      if (served === 20) interruption.abort()
      setTimeout(() => response.end(), 100)
    })
    const { run, result } = await load(
      origin,
      { ratePerSecond: 50, durationMs: 20_000 },
      { signal: interruption.signal },
    )
    expect(run.interrupted).toBe(true)
    expect(run.elapsedMs).toBeLessThan(10_000)
    const { planned, sent, notSent, accepted } = result.ledger
    expect([planned, sent + notSent, accepted]).toEqual([1_000, 1_000, sent])
    expect(sent).toBeGreaterThanOrEqual(20)
  })

  it('says that it failed itself when a worker cannot go on', async () => {
    const edge = { host: '127.0.0.1', port: 1, servername: 'x.test', caFile: '/no/such/file' }
    const options = { edge, connections: 1, timeoutMs: 100, accounts: [], passwordSecret: 'k' }
    const failed = load(
      '',
      { ratePerSecond: 10, durationMs: 1_000 },
      { executor: { kind: 'self-service-reset', options } },
    )
    await expect(failed).rejects.toThrow(DriverError)
    await expect(failed).rejects.toThrow(/load driver: .*ENOENT/)
  })
})
