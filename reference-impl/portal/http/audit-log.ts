import type { z } from 'zod'
import type { auditAnswer } from '../../../harness/contract/portal.ts'
import type { Clock } from '../../clock.ts'

type Page = z.infer<typeof auditAnswer>
type Entry = Page['entries'][number]
type Written = Omit<Entry, 'tenant' | 'time' | 'sequence'>

interface Row {
  readonly entry: Written
  readonly timeMs: number
}

/** What is kept of each log; a page that begins earlier says how many entries are missing. */
const KEPT = 10_000
const PAGE = 1_000

/** The newest entries of one tenant's log, in memory. */
function createLog(tenant: string, clock: Clock) {
  const rows: Row[] = []
  let count = 0
  return {
    write(entry: Written) {
      rows[count % KEPT] = { entry, timeMs: clock.now() }
      count += 1
    },
    /** From the entry numbered `after` on, at most a thousand. */
    read(after: number): Page {
      const oldest = Math.max(0, count - KEPT)
      const first = Math.min(Math.max(after, oldest), count)
      const end = Math.min(first + PAGE, count)
      const entries: Entry[] = []
      for (let sequence = first; sequence < end; sequence++) {
        const row = rows[sequence % KEPT]
        if (row === undefined) continue
        const { entry, timeMs } = row
        entries.push({ ...entry, sequence, time: new Date(timeMs).toISOString(), tenant })
      }
      return {
        entries,
        next: end < count ? end : null,
        missing: Math.max(0, oldest - after),
      }
    },
  }
}

/**
 * What was asked for one tenant, by whom and with which outcome; and every read of its symmetric key
 * (PWB-SEC-12). Two logs, because a busy hour's key reads would push out the settings' last change.
 */
export const createAuditLogs = (tenant: string, clock: Clock) => ({
  operations: createLog(tenant, clock),
  'key-reads': createLog(tenant, clock),
})
export type AuditLogs = ReturnType<typeof createAuditLogs>
