import { readFile } from 'node:fs/promises'
import type { System } from './system.ts'

/** Linux tells processor time in hundredths of a second, whatever the kernel's own tick. */
const MICROS_PER_TICK = 10_000
/** Of what follows the name in /proc/PID/stat: utime and stime, all threads, without children. */
const USER_TICKS = 11
const SYSTEM_TICKS = 12

/**
 * Processor time of a process in microseconds, all threads, out of the text of its /proc/PID/stat. The
 * name in parentheses may hold anything, also spaces and parentheses. Undefined: no such text.
 */
export function processorMicrosIn(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])
  return Number.isInteger(ticks) ? ticks * MICROS_PER_TICK : undefined
}

/** The same of a process that runs now. */
export const processorMicros = async (pid: number): Promise<number | undefined> =>
  processorMicrosIn(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))

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
