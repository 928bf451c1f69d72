import { type FileHandle, open } from 'node:fs/promises'

const FLUSH_AFTER_MS = 100
const FLUSH_AT_BYTES = 64 * 1024

/** A file that grows by lines; lines are gathered, so that a busy service does not write per line. */
export interface AppendFile {
  append(line: string): void
  flush(): Promise<void>
  close(): Promise<void>
}

/** Opens `path` (0600) for appending. A write that fails rejects the next `flush`. */
export async function openAppendFile(path: string): Promise<AppendFile> {
  const file: FileHandle = await open(path, 'a', 0o600)
  let pending: string[] = []
  let pendingBytes = 0
  let timer: NodeJS.Timeout | undefined
  let written: Promise<unknown> = Promise.resolve()

  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const text = pending.join('')
    pending = []
    pendingBytes = 0
    const write = async () => (text === '' ? undefined : file.appendFile(text))
    written = written.then(write, write)
    await written
  }

  return {
    append(line) {
      pending.push(`${line}\n`)
      pendingBytes += line.length + 1
      if (pendingBytes >= FLUSH_AT_BYTES) void flush().catch(() => undefined)
      else timer ??= setTimeout(() => void flush().catch(() => undefined), FLUSH_AFTER_MS)
    },
    flush,
    async close() {
      try {
        await flush()
      } finally {
        await file.close()
      }
    },
  }
}
