import type { Clock } from '../clock.ts'
import { type AppendFile, openAppendFile } from './append-file.ts'
import { EVENTS, type EventName } from './event-names.ts'

/** What an event may carry: never a password, a key or a token (PWB-SEC-8). */
export interface EventDetails {
  readonly tenant?: string
  /** The request's id. */
  readonly trackingId?: string
  /** Base64 of the 16 bytes. */
  readonly cloudAnchor?: string
  readonly userPrincipalName?: string
  readonly reason?: string
}

export interface EventLog {
  write(name: EventName, details?: EventDetails): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** JSON lines of `{time, id, name, …}`, the time by the agent's clock. */
export async function openEventLog(path: string, clock: Clock): Promise<EventLog> {
  const file: AppendFile = await openAppendFile(path)
  return {
    write(name, details = {}) {
      const time = new Date(clock.now()).toISOString()
      file.append(JSON.stringify({ time, id: EVENTS[name], name, ...details }))
    },
    flush: file.flush,
    close: file.close,
  }
}
