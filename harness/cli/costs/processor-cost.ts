import type { Figure, Result } from '../../../reports/model/result.ts'
import {
  type Processes,
  type RoleMicros,
  watchProcessors,
} from '../../target/processes/role-processor-time.ts'
import { watchIdle } from './watch-idle.ts'

/** What a load used of the processors: each role, and this program, which drives it. */
export interface ProcessorCost {
  readonly roles: readonly RoleMicros[]
  readonly harnessMicros: number
  /** Of all processors together, while the load ran: what nothing used. 0 to 1. */
  readonly idleShare: number
}

/** Runs the load and tells what it used, nothing before and nothing after it. */
export async function withProcessorCost<T>(
  system: Processes,
  load: () => Promise<T>,
): Promise<{ value: T; cost: ProcessorCost }> {
  const finish = await watchProcessors(system)
  const idle = watchIdle()
  const before = process.cpuUsage()
  const value = await load()
  const { user, system: inKernel } = process.cpuUsage(before)
  const idleShare = idle()
  return { value, cost: { roles: await finish(), harnessMicros: user + inKernel, idleShare } }
}

/** The figure of all roles and the driver together. */
export const WHOLE_COST = 'processor time in all'

const UNIT = 'µs per operation'
/** With less, replies wait for a processor, and times tell of the machine as well. */
const IDLE_AT_LEAST = 0.2

/** A warning, not a check: how much of it is the target's own need cannot be told. */
const idleNote = (idleShare: number): string[] =>
  idleShare >= IDLE_AT_LEAST
    ? []
    : [
        `processors ${(idleShare * 100).toFixed(0)} % idle during the load, less than ${IDLE_AT_LEAST * 100} %: times are longer than on a machine with room`,
      ]

/** Processor time per operation and role; a role that cannot be seen is left out, and a note says so. */
export function processorFigures(
  { roles, harnessMicros, idleShare }: ProcessorCost,
  operations: number,
): Pick<Result, 'figures' | 'notes'> {
  if (operations === 0) return { figures: [], notes: [] }
  const seen = [...roles, { role: 'load driver', micros: harnessMicros }]
  const figures: Figure[] = []
  const notes: string[] = []
  for (const { role, micros } of seen) {
    const name = `processor time, ${role}`
    if (micros !== undefined) figures.push({ name, value: micros / operations, unit: UNIT })
    else notes.push(`${name}: not measured, the system does not tell it of this role’s processes`)
  }
  const known = figures.reduce((sum, { value }) => sum + value, 0)
  if (notes.length === 0) figures.push({ name: WHOLE_COST, value: known, unit: UNIT })
  return { figures, notes: [...notes, ...idleNote(idleShare)] }
}
