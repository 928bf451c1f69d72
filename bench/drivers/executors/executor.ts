import type { LoadOutcome } from '../../measure/outcomes.ts'

/** One operation as an executor sees it: which, whose, and which of that account's passwords it sets. */
interface Operation {
  /** Its index in the schedule. */
  readonly operation: number
  readonly account: number
  readonly generation: number
}

/** Sends operations of one kind. Runs in a worker; everything that it needs is plain data. */
export interface Executor {
  /** Resolves with how it ended, also when no answer came. A rejection ends the run: the driver is at fault. */
  execute(operation: Operation): Promise<LoadOutcome>
  close(): Promise<void>
}
