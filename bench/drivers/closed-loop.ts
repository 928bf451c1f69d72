import type { Edge } from '../../harness/contract/edge.ts'
import type { ToldOperation } from '../measure/accounts.ts'
import type { ClosedLoopMeasurement } from '../measure/assemble-closed.ts'
import { type LoadOutcome, understood } from '../measure/outcomes.ts'
import { passwordFor } from '../workload/passwords.ts'
import { createAccountQueue } from './account-queue.ts'
import { saturate } from './autocannon.ts'
import { type Attempt, ClosedLoopTally } from './closed-loop-tally.ts'
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

/** Reads each reply; one that is the last one again, byte for byte, says the same. */
function replyReader() {
  let last: { status: number; body: string; outcome: LoadOutcome } | undefined
  return (status: number, body: string): LoadOutcome => {
    if (last?.status !== status || last.body !== body) {
      last = { status, body, outcome: understood(codeOf(status, body)) }
    }
    return last.outcome
  }
}

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
  const { passwordSecret, token } = options
  const tlsProtocol = await verifyTls(edge, timeoutMs)
  const accounts = createAccountQueue(users.length, options.firstGeneration)
  const paths = users.map((user) => `/users/${encodeURIComponent(user)}/password-resets`)
  const tally = new ClosedLoopTally()
  const read = replyReader()
  const startMs = monotonicMs()
  const now = () => monotonicMs() - startMs
  /** Of the last reply: what is sent next is sent in the same turn. */
  let atMs = 0

  const enough = () =>
    tally.issued >= inFlight &&
    (signal?.aborted === true ||
      atMs >= durationMs ||
      (maxOperations !== undefined && tally.issued >= maxOperations))

  const { lostConnections, replies } = await saturate<Attempt>({
    edge,
    connections: inFlight,
    timeoutMs,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    next() {
      if (enough()) return undefined
      const { account, generation } = accounts.take()
      return {
        ticket: tally.begin(account, generation, atMs),
        path: paths[account] ?? '',
        // Nothing in it needs an escape.
        body: `{"newPassword":"${passwordFor(passwordSecret, account, generation)}"}`,
      }
    },
    answered(attempt, { status, body, latencyMs, first }) {
      atMs = now()
      attempt.outcome = read(status, body)
      attempt.doneMs = atMs
      attempt.latencyMs = latencyMs
      attempt.first = first
      accounts.giveBack(attempt.account)
    },
  })
  return {
    inFlight,
    issued: tally.issued,
    ...tally.finish(inFlight, now()),
    lostConnections,
    repliesCounted: replies,
    tlsProtocol,
    interrupted: signal?.aborted === true,
  }
}
