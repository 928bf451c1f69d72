import type { LinkMeasurement } from '../../target/link-measure.ts'
import type { Stage } from '../../target/stage.ts'
import type { OperationKind } from '../operation-kinds.ts'

/** Operations that are begun evenly, by somebody who does nothing else, each with an account of its own. */
export interface PacedOrder {
  readonly perSecond: number
  readonly operations: readonly {
    readonly kind: OperationKind
    /** With a new password that the shipped policy refuses as too short. */
    readonly refused: boolean
  }[]
}

/** What came of them, in the order's order. Milliseconds from the start. */
export interface PacedRun {
  readonly begunAtMs: readonly number[]
  readonly doneAtMs: readonly number[]
  /** The portal's codes, or `answer-not-understood`. */
  readonly outcomes: readonly string[]
}

/**
 * Resolves when the first operation is about to begin; `ended`: when all are done and the last period is over.
 * Either rejects with TargetError where the portal does not answer.
 */
export type DrivePaced = (order: PacedOrder) => Promise<{ readonly ended: Promise<PacedRun> }>

/** Makes the people of such loads below `baseDn`, of a tenant that is not enabled yet. */
export type OpenPacedDriver = (
  stage: Stage,
  at: { readonly tenant: string; readonly baseDn: string },
) => Promise<DrivePaced>

/** A paced load, and what the link carried meanwhile. */
export interface PacedMeasurement extends PacedRun {
  readonly measured: LinkMeasurement
}
