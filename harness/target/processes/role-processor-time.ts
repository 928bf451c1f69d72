import { processorMicros } from './processor-time.ts'
import type { System } from '../system.ts'

/** Processor time of one role since a start; undefined where the system does not tell. */
export interface RoleMicros {
  readonly role: string
  readonly micros: number | undefined
}

/** Whose processes are watched. */
export interface Processes {
  readonly roles: Pick<System['roles'], 'all'>
}

async function readRoles({ roles }: Processes) {
  const read = roles.all().map(async ({ role, reply }) => {
    const micros = await Promise.all(reply.pids.map(processorMicros))
    const known = micros.filter((each) => each !== undefined)
    const complete = known.length > 0 && known.length === micros.length
    const processes = reply.pids.join(' ')
    const total = known.reduce((sum, each) => sum + each, 0)
    return { role, processes, micros: complete ? total : undefined }
  })
  return Promise.all(read)
}

/**
 * Starts to watch what the processes of all roles use; the answer reads it. Processor time is the cost
 * of an operation also where other programs want the machine, when the time that passes says little.
 */
export async function watchProcessors(
  system: Processes,
): Promise<() => Promise<readonly RoleMicros[]>> {
  const before = new Map((await readRoles(system)).map((each) => [each.role, each]))
  return async () => {
    const after = await readRoles(system)
    return after.map(({ role, processes, micros }) => {
      const since = before.get(role)
      // What a role used that was started anew meanwhile, nobody can tell any more.
      const known = since?.processes === processes ? since.micros : undefined
      return {
        role,
        micros: micros === undefined || known === undefined ? undefined : micros - known,
      }
    })
  }
}
