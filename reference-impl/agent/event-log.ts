import type { Clock } from '../clock.ts'
import { type Faults, NO_FAULTS } from '../faults.ts'
import { type AppendFile, openAppendFile } from '../append-file.ts'
import { EVENTS, type EventName } from './event-names.ts'

/** What an event may carry: never a password, a key or a token (PWB-SEC-8). */
export interface EventDetails {
  readonly tenant?: string
  /** The request's id, which the portal's answers and audit log call `operationId`. */
  readonly trackingId?: string
  /** Base64 of the 16 bytes. */
  readonly cloudAnchor?: string
  readonly reason?: string
}

export interface EventLog {
  write(name: EventName, details?: EventDetails): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** What the permitted variant tells besides. */
const MORE = { level: 'information', source: { process: 1 }, about: 'an event' } as const

/** JSON lines of `{time, id, name, …}`, the time by the agent's clock. */
export async function openEventLog(
  path: string,
  clock: Clock,
  faults: Faults = NO_FAULTS,
): Promise<EventLog> {
  const file: AppendFile = await openAppendFile(path)
  return {
    write(name, details = {}) {
      const time = new Date(clock.now()).toISOString()
      const { tenant, trackingId, cloudAnchor, reason } = details
      const line = { time, id: EVENTS[name], name, tenant, trackingId, cloudAnchor, reason }
      if (faults.fires('agent-logs-more')) {
        file.append(JSON.stringify({ ...MORE, time, id: null, name: 'AgentNote' }))
        file.append(JSON.stringify({ ...MORE, ...line }))
      } else {
        file.append(JSON.stringify(line))
      }
    },
    flush: file.flush,
    close: file.close,
  }
}
