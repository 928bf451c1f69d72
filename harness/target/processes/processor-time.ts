import { readFile } from 'node:fs/promises'

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
