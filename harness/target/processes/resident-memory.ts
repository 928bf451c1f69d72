import { readFile } from 'node:fs/promises'
import type { System } from '../system.ts'

const BYTES_PER_KB = 1024

/** Resident memory out of the text of a process's /proc/PID/status, in bytes. Undefined: no such text. */
export function residentBytesIn(status: string): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * BYTES_PER_KB
}

/** Resident memory of one role's processes; undefined where the system does not tell. */
export interface RoleMemory {
  readonly role: string
  readonly residentBytes: number | undefined
}

/** Of each role, when nothing is in flight; a reference that collects its garbage has done so. */
export async function residentMemory({
  roles,
}: Pick<System, 'roles'>): Promise<readonly RoleMemory[]> {
  return Promise.all(
    roles.all().map(async ({ role, reply, channel }) => {
      await channel.ask('drain', {})
      const all = await Promise.all(
        reply.pids.map(async (pid) =>
          residentBytesIn(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')),
        ),
      )
      const known = all.filter((each) => each !== undefined)
      const complete = known.length > 0 && known.length === all.length
      return {
        role,
        residentBytes: complete ? known.reduce((sum, each) => sum + each, 0) : undefined,
      }
    }),
  )
}
