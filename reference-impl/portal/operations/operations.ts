import { randomBytes } from 'node:crypto'
import { OUTCOMES, type OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Clock, Timer } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import { createFaultsUnderLoad } from './faulty-under-load.ts'
import { OVERLOADED, Refusal } from '../http/refusal.ts'

/** What is told about an operation now. `until` (ms since the epoch): the final outcome stands from then on. */
export interface Told {
  readonly operationId: string
  readonly code: OutcomeCode
  readonly until?: number
}

/** A request that is about to be sent. */
export interface Opening {
  readonly tenant: string
  /** The request's id: 96 random bits, so that it is also the secret by which the operation is asked for. */
  readonly operationId: string
  /** From this time on no agent can begin to apply the request (deadline and clock skew). */
  readonly untilMs: number
  /**
   * False when a result may have been lost on the way: the agent or the link went away meanwhile. Only an
   * undisturbed silence means that the request was not applied.
   */
  undisturbed(): boolean
  /** What follows a result before it is told, e.g. the cloud copy of a changed password. */
  finish?: ((code: OutcomeCode) => Promise<OutcomeCode>) | undefined
}

interface Operation {
  told: Told
  readonly startedMs: number
  /** Whether something had to follow the result (`finish`). */
  readonly finishes: boolean
  pending: Pending | null
}

interface Pending {
  readonly opening: Opening
  readonly answer: (told: Told) => void
  timer: Timer
  waiting: boolean
}

const KEPT_MS = 24 * 60 * 60_000
const MAX_KEPT = 100_000
/** Unanswered requests that are remembered, for each that someone waits for. */
const UNANSWERED_PER_WAITING = 10
const ID_BYTES = 12

export interface OperationsOptions {
  readonly clock: Clock
  readonly faults: Faults
  /** How long the portal waits for a result before it tells `outcome-unknown` (PWB-FLOW-10). */
  readonly waitMs: number
  readonly maxInFlight: number
}

/**
 * Operations by id, kept 24 hours and bounded. An operation is told as unknown when its wait ends, and
 * as `expired` only at `untilMs`, when it can no longer happen (PWB-TTL-4).
 */
export function createOperations({ clock, faults, waitMs, maxInFlight }: OperationsOptions) {
  const byId = new Map<string, Operation>()
  const underLoad = createFaultsUnderLoad(faults)
  let waiting = 0
  let pendingCount = 0

  const prune = () => {
    const since = clock.now() - KEPT_MS
    for (const [id, operation] of byId) {
      if (operation.startedMs > since && byId.size <= MAX_KEPT) break
      if (operation.pending === null) byId.delete(id)
    }
  }

  const stopWaiting = (pending: Pending, told: Told) => {
    if (!pending.waiting) return
    pending.waiting = false
    waiting -= 1
    pending.answer(told)
  }

  const settle = (operation: Operation, code: OutcomeCode) => {
    const { pending } = operation
    operation.told = { operationId: operation.told.operationId, code }
    if (pending === null) return
    operation.pending = null
    pendingCount -= 1
    pending.timer.cancel()
    stopWaiting(pending, operation.told)
  }

  /** What had to follow can no longer: the password is forgotten when an operation ends. */
  const late = ({ finishes }: Operation, code: OutcomeCode) =>
    finishes && code === 'changed' ? 'cloud-copy-failed' : code

  const expire = (operation: Operation) => {
    if (operation.pending === null) return
    const certain =
      operation.pending.opening.undisturbed() && !faults.fires('portal-forgets-expiry')
    settle(operation, certain ? 'expired' : 'outcome-unknown')
  }

  const tellUnknown = (operation: Operation) => {
    const { pending } = operation
    if (pending?.waiting !== true) return
    if (faults.fires('portal-calls-failure-early')) {
      settle(operation, 'expired')
      return
    }
    const remainingMs = pending.opening.untilMs - clock.now()
    pending.timer.cancel()
    pending.timer = clock.setTimeout(() => expire(operation), Math.max(0, remainingMs))
    stopWaiting(pending, operation.told)
  }

  return {
    /** Throws `overloaded` when no more may be in progress (PWB-LOAD-7). */
    admit() {
      const isFull = waiting >= maxInFlight || pendingCount >= maxInFlight * UNANSWERED_PER_WAITING
      if (!isFull || faults.fires('portal-admits-all')) return
      underLoad.refused()
      throw new Refusal('overloaded', OVERLOADED)
    },

    underLoad,

    /** Remembers a request and resolves when something can be told: its outcome, or that it is unknown. */
    open(opening: Opening): Promise<Told> {
      prune()
      const { operationId, untilMs, finish } = opening
      const now = clock.now()
      return new Promise((answer) => {
        const limitMs = faults.fires('portal-never-gives-up') ? Infinity : waitMs
        const timer = clock.setTimeout(
          () => tellUnknown(operation),
          Math.min(limitMs, untilMs - now),
        )
        const operation: Operation = {
          told: { operationId, code: 'outcome-unknown', until: Math.ceil(untilMs) },
          startedMs: now,
          finishes: finish !== undefined,
          pending: { opening, answer, timer, waiting: true },
        }
        byId.set(operationId, operation)
        waiting += 1
        pendingCount += 1
      })
    },

    /** How many requests of the tenant may still be applied, as far as is known here. */
    pendingOf(tenant: string): number {
      let count = 0
      for (const { pending } of byId.values()) if (pending?.opening.tenant === tenant) count += 1
      return count
    },

    /** A definite end that the portal itself knows. */
    end(operationId: string, code: OutcomeCode) {
      const operation = byId.get(operationId)
      if (operation !== undefined && operation.pending !== null) settle(operation, code)
    },

    /** What the agent says; false for an operation that is not known. A late truth replaces a guess. */
    async result(operationId: string, code: OutcomeCode): Promise<boolean> {
      const operation = byId.get(operationId)
      if (operation === undefined) return false
      const { pending } = operation
      if (pending === null) {
        if (OUTCOMES[operation.told.code].changed !== true) settle(operation, late(operation, code))
        return true
      }
      const isLate = !pending.waiting
      const finished = (await pending.opening.finish?.(code)) ?? code
      const forgets = isLate && faults.fires('portal-forgets-late-results')
      settle(operation, forgets ? 'outcome-unknown' : finished)
      if (faults.fires('portal-forgets-answered')) byId.delete(operationId)
      return true
    },

    /** An operation that ended without anything sent. */
    record(code: OutcomeCode): Told {
      prune()
      const told = { operationId: randomBytes(ID_BYTES).toString('base64url'), code }
      byId.set(told.operationId, { told, startedMs: clock.now(), finishes: false, pending: null })
      return told
    },

    get: (operationId: string): Told | undefined => byId.get(operationId)?.told,
    /** Nobody waits any longer: all that is open is told as unknown. */
    releaseWaiting() {
      for (const operation of byId.values()) tellUnknown(operation)
    },
    /** Cancels every timer, for a portal that ends. */
    close() {
      for (const { pending } of byId.values()) pending?.timer.cancel()
    },
    inFlight: () => waiting,
  }
}
export type Operations = ReturnType<typeof createOperations>
