import type { History } from '../../../reports/model/history.ts'

/** What may happen to the system meanwhile, once, from outside. */
type StormDisturbance =
  | 'agent-killed'
  | 'relay-killed'
  | 'directory-stopped'
  | 'link-cut'
  | 'link-slow'
  | 'duplicated-deliveries'
  | 'second-connection'
  | 'agent-clock'
  | 'agent-clock-ahead'
  | 'late-delivery'

/** A storm as a check orders it. */
export interface StormOrder {
  /** Of two storms with the same name only the first is run: both get its history. Letters, digits, `-`. */
  readonly name: string
  readonly ratePerSecond: number
  readonly durationMs: number
  /** Resets and changes that succeed, or every refusal among them. */
  readonly mix: 'resets' | 'mixed'
  readonly disturbances: readonly {
    readonly kind: StormDisturbance
    /** Milliseconds from the storm's start. */
    readonly atMs: number
    readonly durationMs: number
    readonly bitsPerSecond?: number
    /** One way. */
    readonly delayMs?: number
    readonly jitterMs?: number
  }[]
  /** No disturbance begins before the one before it is undone. */
  readonly inTurn?: boolean
  /**
   * The storm ends this long after the last disturbance was undone and keys rolled, however long that
   * took; `durationMs` is its longest. Absent: it ends with its schedule.
   */
  readonly lingerMs?: number
  /** How long unanswered operations are waited for before the clocks go past the portal's wait. */
  readonly settleMs: number
}

/** How the heartbeats of other tenants fared: due = seen + missed. */
export interface StormHeartbeats {
  readonly tenants: number
  readonly due: number
  readonly missed: number
  readonly worstDeviationMs: number
}

/** What an overloaded system answered. Milliseconds; bytes. */
export interface Overload {
  /** Operations that were refused with `overloaded` while the others were still waited for. */
  readonly refusedEarly: number
  /** The same, only after the others had been let go. */
  readonly refusedLate: number
  /** Of these, the ones that said what to do next. */
  readonly remedied: number
  /** Operations that were waited for, all of them answered in the end. */
  readonly admitted: number
  /** Other outcomes than `changed` and `overloaded`, in words. */
  readonly otherwise: readonly string[]
  /** Service times of operations one after the other: before, and 10 s after. */
  readonly beforeMs: readonly number[]
  readonly afterMs: readonly number[]
  /** By how much the resident memory of each part grew from before to after. */
  readonly grownBytes: readonly { readonly role: string; readonly bytes: number }[]
}

export interface StormCapability {
  run(order: StormOrder): Promise<History>
  /** The storm, in which each of many tenants' heartbeats falls due once, one after the other. */
  heartbeatsDuring(order: StormOrder): Promise<StormHeartbeats>
  /**
   * The storm, and whether the heartbeats of other tenants of the agent resume within one period after it: all of
   * these tenants, and those of which none came.
   */
  heartbeatsAfter(order: StormOrder): Promise<{
    readonly history: History
    readonly tenants: number
    readonly silent: readonly string[]
  }>
  /**
   * The storm, in which the tenant's keys roll and the new ones come into use, as the agent's next heartbeat
   * makes them; how many tenants' keys rolled.
   */
  rollingKeysDuring(
    order: StormOrder,
  ): Promise<{ readonly history: History; readonly tenants: number }>
  /** More at once than the portal was configured to have in progress, none of which the agent gets. */
  overload(): Promise<Overload>
}
