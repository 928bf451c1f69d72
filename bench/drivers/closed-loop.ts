import type { Edge } from '../../harness/contract/edge.ts'
import type { ToldOperation } from '../measure/accounts.ts'
import type { ClosedLoopMeasurement } from '../measure/assemble-closed.ts'
import { understood } from '../measure/outcomes.ts'
import { passwordFor } from '../workload/passwords.ts'
import { createAccountQueue } from './account-queue.ts'
import { saturate } from './autocannon.ts'
import { ClosedLoopTally, type Ticket } from './closed-loop-tally.ts'
import { monotonicMs } from './timing.ts'
import { verifyTls } from './verify-tls.ts'

export interface ClosedLoopOptions {
  /** The portal. */
  readonly edge: Edge
  /** Connections, each with one request at a time. */
  readonly inFlight: number
  /** No further request after this long, or after this many; whichever comes first. */
  readonly durationMs: number
  readonly maxOperations?: number
  readonly timeoutMs: number
  /** User principal names by account index; at least one for each connection. */
  readonly users: readonly string[]
  readonly passwordSecret: string
  /** Of the first password that each account is given; later ones count up. */
  readonly firstGeneration: number
  /** An administrator's token, valid for the whole run. */
  readonly token: string
  readonly signal?: AbortSignal
}

export interface ClosedLoopRun extends ClosedLoopMeasurement {
  /** Account index → what was told about it, for the final binds. */
  readonly told: ReadonlyMap<number, readonly ToldOperation[]>
  readonly interrupted: boolean
}

const codeOf = (status: number, body: string): string => {
  try {
    const parsed: unknown = JSON.parse(body)
    const code: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'code') : undefined
    return typeof code === 'string' && (status === 200 || code !== 'changed') ? code : ''
  } catch {
    return ''
  }
}

const requestOf = ({ users, passwordSecret, token }: ClosedLoopOptions, ticket: Ticket) => ({
  method: 'POST' as const,
  path: `/users/${encodeURIComponent(users[ticket.account] ?? '')}/password-resets`,
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    newPassword: passwordFor(passwordSecret, ticket.account, ticket.generation),
  }),
})

const check = ({ inFlight, users, maxOperations = inFlight }: ClosedLoopOptions) => {
  const problem =
    users.length < inFlight
      ? `${users.length} users`
      : maxOperations < inFlight
        ? `at most ${maxOperations} operations`
        : undefined
  if (problem === undefined) return
  throw new RangeError(`closed loop: found ${problem} for ${inFlight} in flight; give as many`)
}

/**
 * The ceiling: administrator's resets (PWB-OPS-5) as fast as `inFlight` connections are answered. Says
 * how much a system can do, not how it feels: its times are service times under back-pressure. Every
 * request has an account that is in no other, and a password of its own. One TLS handshake is verified
 * beforehand; the load's own connections do not verify.
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<ClosedLoopRun> {
  check(options)
  const { edge, inFlight, durationMs, maxOperations, timeoutMs, users, signal } = options
  const tlsProtocol = await verifyTls(edge, timeoutMs)
  const accounts = createAccountQueue(users.length, options.firstGeneration)
  const tally = new ClosedLoopTally(inFlight)
  const open = new Set<Ticket>()
  const startMs = monotonicMs()
  const now = () => monotonicMs() - startMs
  let issued = 0
  let lastMs = 0

  const enough = () =>
    issued >= inFlight &&
    (signal?.aborted === true ||
      now() >= durationMs ||
      (maxOperations !== undefined && issued >= maxOperations))

  try {
    const { lostConnections, replies } = await saturate<Ticket>({
      edge,
      connections: inFlight,
      timeoutMs,
      next() {
        if (enough()) return undefined
        issued++
        const ticket = { ...accounts.take(), madeMs: now() }
        open.add(ticket)
        return { ticket, request: requestOf(options, ticket) }
      },
      answered(ticket, { status, body, latencyMs, first }) {
        open.delete(ticket)
        lastMs = now()
        tally.reply(ticket, understood(codeOf(status, body)), latencyMs, lastMs, first)
        accounts.giveBack(ticket.account)
      },
    })
    for (const ticket of open) tally.giveUp(ticket, now())
    return {
      inFlight,
      issued,
      answered: tally.answered,
      outcomes: tally.outcomes,
      histograms: tally.recorder.results(),
      elapsedMs: lastMs,
      repliesPerSecond: tally.repliesPerSecond(lastMs),
      lostConnections,
      repliesCounted: replies,
      tlsProtocol,
      told: tally.told,
      interrupted: signal?.aborted === true,
    }
  } finally {
    tally.recorder.destroy()
  }
}
