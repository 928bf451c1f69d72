import { createDeferred, type Deferred } from '../protocol/deferred.ts'
import type { Begun, Ended, JournalRecord } from './journal-record.ts'
import { openSegments } from './journal-segments.ts'

export interface Journal {
  /** What is known of a request that came before. */
  find(tenant: string, id: string): Begun | Ended | undefined
  /** Resolves when it is written: before that, nothing may be sent to the directory (PWB-SEC-7). */
  begin(record: Begun): Promise<void>
  end(record: Ended): void
  /** It was not applied: should it come again, it is handled as if for the first time. */
  drop(record: Pick<Begun, 'tenant' | 'id' | 'untilMs'>): void
  /** Requests of an earlier run whose outcome is not written. */
  unfinished(tenant: string): readonly Begun[]
  close(): Promise<void>
}

const keyOf = ({ tenant, id }: { readonly tenant: string; readonly id: string }) =>
  `${tenant} ${id}`

/** Memory and files of what was handled, for as long as a request can come again, over restarts. */
export function openJournal(stateDir: string, now: () => number): Journal {
  const segments = openSegments(stateDir)
  const known = new Map<string, Begun | Ended>()
  let batch: JournalRecord[] = []
  let batchWritten: Deferred<unknown> | undefined
  let scheduled = false

  function remember(record: JournalRecord) {
    if (record.is === 'dropped') known.delete(keyOf(record))
    else known.set(keyOf(record), record)
  }

  /** The oldest stand first; all live about equally long. */
  function forgetExpired() {
    const nowMs = now()
    for (const [key, { untilMs }] of known) {
      if (untilMs >= nowMs) break
      known.delete(key)
    }
    segments.deleteExpired(nowMs)
  }

  function writeBatch() {
    const records = batch
    const written = batchWritten
    batch = []
    batchWritten = undefined
    scheduled = false
    if (records.length === 0) return
    try {
      segments.append(records)
      written?.resolve(undefined)
    } catch (error) {
      // Of outcomes alone nobody waits: the next `begin` fails too and says so, a restart reads pwdLastSet.
      written?.resolve(error instanceof Error ? error : new Error(String(error)))
    }
    forgetExpired()
  }

  /** All of one turn go to the file in one write. */
  async function append(record: JournalRecord): Promise<void> {
    remember(record)
    batchWritten ??= createDeferred<unknown>()
    if (!scheduled) {
      scheduled = true
      setImmediate(writeBatch)
    }
    batch.push(record)
    const failure = await batchWritten.promise
    if (failure instanceof Error) throw failure
  }

  /** A turn later, when the result has left: until then a restart reads pwdLastSet instead. */
  function appendLater(record: JournalRecord) {
    remember(record)
    batch.push(record)
    setImmediate(() => setImmediate(writeBatch))
  }

  for (const record of segments.read()) {
    if (record.untilMs >= now()) remember(record)
  }
  segments.deleteExpired(now())

  return {
    find: (tenant, id) => known.get(keyOf({ tenant, id })),
    begin: append,
    end: appendLater,
    drop: ({ tenant, id, untilMs }) => appendLater({ tenant, id, untilMs, is: 'dropped' }),
    unfinished: (tenant) =>
      [...known.values()].filter(
        (record): record is Begun => record.is === 'begun' && record.tenant === tenant,
      ),
    async close() {
      writeBatch()
      segments.close()
    },
  }
}
