import type { Figure, Result } from '../../reports/model/result.ts'
import { type RoleMicros, watchProcessors } from '../target/processor-time.ts'
import type { System } from '../target/system.ts'

/** What a load used of the processors: each role, and this program, which drives it. */
export interface ProcessorCost {
  readonly roles: readonly RoleMicros[]
  readonly harnessMicros: number
}

/** Runs the load and tells what it used, nothing before and nothing after it. */
export async function withProcessorCost<T>(
  system: Pick<System, 'roles'>,
  load: () => Promise<T>,
): Promise<{ value: T; cost: ProcessorCost }> {
  const finish = await watchProcessors(system)
  const before = process.cpuUsage()
  const value = await load()
  const { user, system: inKernel } = process.cpuUsage(before)
  return { value, cost: { roles: await finish(), harnessMicros: user + inKernel } }
}

/** The figure of all roles and the driver together. */
export const WHOLE_COST = 'processor time in all'

const UNIT = 'µs per operation'

/** Processor time per operation and role; a role that cannot be seen is left out, and a note says so. */
export function processorFigures(
  { roles, harnessMicros }: ProcessorCost,
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
  return { figures, notes }
}
