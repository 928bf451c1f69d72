import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type StormMixOptions, tokenKey } from '../../../bench/drivers/executors/storm-mix.ts'
import { type OpenLoopOptions, runOpenLoop } from '../../../bench/drivers/open-loop.ts'
import { monotonicMs } from '../../../bench/drivers/timing.ts'
import type { OpenLoopRun } from '../../../bench/measure/assemble.ts'
import { type LoadOutcome, outcomeOf } from '../../../bench/measure/outcomes.ts'
import { passwordFor } from '../../../bench/workload/passwords.ts'
import type { Intent } from '../../../bench/workload/scenario/intents.ts'
import type { OpenPacedDriver, PacedOrder, PacedRun } from '../../conformance/capabilities/paced.ts'
import { inBackground } from '../../conformance/in-background.ts'
import type { OperationKind } from '../../conformance/operation-kinds.ts'
import type { Account } from '../../target/accounts.ts'
import { TargetError } from '../../target/errors.ts'
import type { Stage } from '../../target/stage.ts'
import { DRAIN_LIMIT_MS } from '../load/storm.ts'

/** PWB-BW-3 may ask five times for a hundred operations, and before it for fewer; each account is asked for once. */
/** Far more than are in flight at the rates of the catalogue. */
const CONNECTIONS = 64
const ACCOUNTS = 600
const DIGITS = 3
const SECRET_BYTES = 32
const MS_PER_SECOND = 1_000

const INTENTS = {
  'self-service reset': { operation: 'self-service-reset' },
  change: { operation: 'change', origin: 'access-panel' },
  'administrator reset': { operation: 'administrator-reset', origin: 'azure-portal' },
} as const satisfies Record<OperationKind, Intent>

type Tokens = StormMixOptions['tokens']

/** Every token that the operations need; made before the first is due. `accounts`: operation by operation. */
async function tokensFor(
  stage: Stage,
  tenant: string,
  { operations }: PacedOrder,
  accounts: readonly Account[],
): Promise<Tokens> {
  const tokens = new Map<string, string>()
  for (const [index, { kind }] of operations.entries()) {
    const user = accounts[index]?.user ?? ''
    if (kind === 'change') {
      const { origin } = INTENTS[kind]
      tokens.set(tokenKey(origin, user), await stage.userToken(tenant, user, origin))
    } else if (kind === 'administrator reset') {
      const { origin } = INTENTS[kind]
      tokens.set(origin, tokens.get(origin) ?? (await stage.administratorToken(tenant, origin)))
    }
  }
  return tokens
}

const intentsOf = ({ operations }: PacedOrder): readonly Intent[] =>
  operations.map(({ kind, refused }) =>
    refused ? { ...INTENTS[kind], refusal: 'too-short' } : INTENTS[kind],
  )

const UNANSWERED: ReadonlySet<LoadOutcome> = new Set([
  'connection-lost',
  'no-answer-in-time',
  'unanswered-at-drain-limit',
])

interface Begun {
  /** On the monotonic clock. */
  readonly startAtMs: number
  readonly run: Promise<OpenLoopRun>
}

/** Resolves when the load is about to begin; rejects where it never does. */
const begin = (options: OpenLoopOptions) =>
  new Promise<Begun>((resolve, reject) => {
    const run = runOpenLoop({ ...options, onStart: (startAtMs) => resolve({ startAtMs, run }) })
    run.catch(reject)
  })

/** Throws TargetError where an operation has no answer: the portal is gone or mute. */
async function ending({ startAtMs, run }: Begun, durationMs: number): Promise<PacedRun> {
  const { records } = await run
  const outcomes = Array.from(records.outcome, (number) => outcomeOf(number) ?? 'connection-lost')
  const none = outcomes.filter((outcome) => UNANSWERED.has(outcome))
  if (none.length > 0) {
    throw new TargetError(
      'portal',
      `no answer to ${none.length} of ${outcomes.length} operations (${none[0]})`,
      'is it up, and is its port open?',
    )
  }
  await sleep(Math.max(0, startAtMs + durationMs - monotonicMs()))
  return {
    begunAtMs: Array.from(records.dispatchedMs),
    doneAtMs: Array.from(records.doneMs),
    outcomes,
  }
}

/**
 * The open loop of the bench, in a thread of its own: this one judges other requirements meanwhile, and would
 * begin operations late.
 */
export const openPacedDriver: OpenPacedDriver = async (stage, { tenant, baseDn }) => {
  const passwordSecret = randomBytes(SECRET_BYTES).toString('base64url')
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `paced${String(index).padStart(DIGITS, '0')}`,
    password: passwordFor(passwordSecret, index, 0),
  }))
  const accounts = await stage.createAccounts(baseDn, plans)
  await stage.synchronise(tenant, accounts)
  const edge = stage.system.edges.portal
  const reach = { edge, connections: CONNECTIONS, timeoutMs: DRAIN_LIMIT_MS, passwordSecret }
  let used = 0

  return async (order) => {
    const count = order.operations.length
    const from = used
    used += count
    const mine = accounts.slice(from, used)
    if (mine.length < count) throw new Error(`all ${ACCOUNTS} accounts of paced loads are used`)
    const periodMs = MS_PER_SECOND / order.perSecond
    const begun = await begin({
      dueMs: Float64Array.from({ length: count }, (_, index) => index * periodMs),
      assignment: {
        account: Uint32Array.from({ length: count }, (_, index) => from + index),
        generation: new Uint32Array(count).fill(1),
      },
      executor: {
        kind: 'storm-mix',
        options: {
          ...reach,
          accounts,
          intent: Uint16Array.from({ length: count }, (_, index) => index),
          intents: intentsOf(order),
          tokens: await tokensFor(stage, tenant, order, mine),
        },
      },
      workers: 1,
      inFlightCap: count,
      overflow: 'queue',
      drainLimitMs: DRAIN_LIMIT_MS,
    })
    return { ended: inBackground(ending(begun, count * periodMs)) }
  }
}
