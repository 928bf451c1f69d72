import type { Ledger } from './result.ts'

/** What an operation's outcome says of the password. `none`: no outcome of the contract came. */
type Told = 'changed' | 'not-changed' | 'unknown' | 'none'

/** One operation of a storm, as it was asked and answered. Milliseconds from the storm's start. */
export interface HistoryOperation {
  /** Who it was for. */
  readonly account: number
  /** Which of the account's passwords it sets; 0 is the one that the account began with. */
  readonly generation: number
  /** What was asked, in words: `self-service reset`, `too short a password`. */
  readonly asks: string
  readonly dueMs: number
  /** Null: never sent. */
  readonly sentMs: number | null
  readonly answeredMs: number | null
  /** A code of the contract, or why there is none. */
  readonly outcome: string
  /** Why there is none, as the client says it. */
  readonly because?: string
  readonly told: Told
  /** Whether the outcome is final. */
  readonly definite: boolean
  /** Whether the answer said what to do next. */
  readonly remedied: boolean
  /** The outcomes that it may end with where nothing is disturbed. */
  readonly expected: readonly string[]
  /** From this time of the system's clock on it may not be applied any more; milliseconds since the epoch. */
  readonly untilMs: number | null
}

/** How an account that was touched ended, by bind. */
export interface HistoryAccount {
  readonly account: number
  readonly ending: 'asAcknowledged' | 'asUnknownAllows' | 'falseSuccess' | 'lateApply' | 'neither'
  /** The generation of the password that binds; null: none of those that were asked for. */
  readonly bound: number | null
  /** When the directory says that the password was last set, by the system's clock; null: it does not say. */
  readonly setAtMs: number | null
  /** Writes to it that reached the directory; null: nobody counted, or retries cannot be told apart. */
  readonly writes: number | null
}

/** What was done to the system meanwhile. Milliseconds from the storm's start, as it really went. */
export interface HistoryDisturbance {
  readonly kind: string
  readonly fromMs: number
  readonly toMs: number
  /** What was done and undone, in words. */
  readonly told: string
}

/** Everything that a storm's promises are judged by (PWB-LOAD-1 to -4). */
export interface History {
  readonly operations: readonly HistoryOperation[]
  readonly accounts: readonly HistoryAccount[]
  readonly disturbances: readonly HistoryDisturbance[]
  readonly ledger: Ledger
  /** Writes of a password that reached the directory; null: nobody counted, or retries cannot be told apart. */
  readonly directoryWrites: number | null
}
