import { processorMicros } from './processor-time.ts'
import type { System } from './system.ts'

/** Processor time of one role since a start; undefined where the system does not tell. */
export interface RoleMicros {
  readonly role: string
  readonly micros: number | undefined
}

async function readRoles({ roles }: Pick<System, 'roles'>) {
  const read = roles.all().map(async ({ role, reply }) => {
    const micros = await Promise.all(reply.pids.map(processorMicros))
    const known = micros.filter((each) => each !== undefined)
    const complete = known.length > 0 && known.length === micros.length
    return { role, micros: complete ? known.reduce((sum, each) => sum + each, 0) : undefined }
  })
  return Promise.all(read)
}

/**
 * Starts to watch what the processes of all roles use; the answer reads it. Processor time is the cost
 * of an operation also where other programs want the machine, when the time that passes says little.
 */
export async function watchProcessors(
  system: Pick<System, 'roles'>,
): Promise<() => Promise<readonly RoleMicros[]>> {
  const before = new Map((await readRoles(system)).map(({ role, micros }) => [role, micros]))
  return async () => {
    const after = await readRoles(system)
    return after.map(({ role, micros }) => {
      const since = before.get(role)
      const known = micros !== undefined && since !== undefined
      return { role, micros: known ? micros - since : undefined }
    })
  }
}
