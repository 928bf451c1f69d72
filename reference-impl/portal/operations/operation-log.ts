import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import { openAppendFile } from '../../append-file.ts'

/** One line a request for an operation. Names nobody and holds no secret (PWB-SEC-8). */
export interface OperationRecord {
  readonly time: string
  readonly trackingId: string
  readonly operationId: string
  readonly tenant: string
  readonly kind: string
  readonly outcome: OutcomeCode
  readonly tookMs: number
  /** Only under a fault that must be found. */
  readonly password?: string
}

export interface OperationLog {
  write(record: OperationRecord): void
  /** Only under a fault that must be found. */
  note(text: string): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** Appends JSON lines to `path` (0600), gathered: an answer does not wait for them. A log that cannot be written stops nothing. */
export async function openOperationLog(path: string): Promise<OperationLog> {
  const file = await openAppendFile(path)
  return {
    write: (record) => file.append(JSON.stringify(record)),
    note: (text) => file.append(JSON.stringify({ note: text })),
    flush: () => file.flush().catch(() => undefined),
    close: () => file.close().catch(() => undefined),
  }
}
