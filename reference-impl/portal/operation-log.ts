import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { OutcomeCode } from '../../harness/contract/outcomes.ts'

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
  close(): Promise<void>
}

/** Appends JSON lines to `path` (0600), buffered by the stream. A log that cannot be written stops nothing. */
export function openOperationLog(path: string): OperationLog {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
  stream.on('error', () => undefined)
  return {
    write: (record) => {
      if (stream.writable) stream.write(`${JSON.stringify(record)}\n`)
    },
    note: (text) => {
      if (stream.writable) stream.write(`${JSON.stringify({ note: text })}\n`)
    },
    async close() {
      if (!stream.writable) return
      stream.end()
      await once(stream, 'close')
    },
  }
}
