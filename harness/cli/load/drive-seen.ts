import type { LoadToAssemble, OpenLoopRun } from '../../../bench/measure/assemble.ts'
import type { Heartbeats } from '../../../bench/measure/heartbeats.ts'
import type { LinkMeasurement } from '../../target/link-measure.ts'
import { watchPortalAnswers } from '../../target/portal/portal-counters.ts'
import type { System } from '../../target/system.ts'
import { type ProcessorCost, withProcessorCost } from '../costs/processor-cost.ts'
import { heartbeatsDuring } from './idle-tenants.ts'
import { driveMeasured } from './storm-link.ts'

/** A load, and what was seen of the system meanwhile. */
export interface Seen {
  readonly run: OpenLoopRun
  readonly measured: LinkMeasurement | undefined
  readonly cost: ProcessorCost
  readonly heartbeats: Heartbeats | null
  readonly counted: Pick<LoadToAssemble, 'counted'>
}

interface Seeing {
  readonly tenant: string
  readonly compression: number
  /** Nobody else asks the portal for anything meanwhile: its own count must agree. */
  readonly alone: boolean
}

const NO_ROLES = { roles: { all: () => [] } }

/** The portal's own count of the storm's operations, where it can be told from others'. */
async function watchCount(system: System, alone: boolean) {
  const finish = alone ? await watchPortalAnswers(system) : undefined
  return async () => {
    const answered = await finish?.()
    return answered === undefined ? {} : { counted: [{ by: 'portal', answered }] }
  }
}

/** Drives, and watches what can be watched: of a system that runs elsewhere (null) only this program's own cost. */
export async function driveSeen(
  system: System | null,
  { tenant, compression, alone }: Seeing,
  drive: () => Promise<OpenLoopRun>,
): Promise<Seen> {
  if (system === null) {
    const { value: run, cost } = await withProcessorCost(NO_ROLES, drive)
    return { run, cost, measured: undefined, heartbeats: null, counted: {} }
  }
  const count = await watchCount(system, alone)
  const fromMs = system.time.estimate()
  const { value, cost } = await withProcessorCost(system, () =>
    driveMeasured(system, tenant, compression, drive),
  )
  const heartbeats = heartbeatsDuring(system, { fromMs, toMs: system.time.estimate() })
  return { ...value, cost, heartbeats, counted: await count() }
}
