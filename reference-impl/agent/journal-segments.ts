import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { type JournalRecord, parseRecord } from './journal-record.ts'

const NAME = /^journal-(\d+)\.jsonl$/
const LINES_PER_SEGMENT = 50_000

interface Segment {
  readonly path: string
  lines: number
  /** When the last of its records is of no use any more. */
  untilMs: number
}

/**
 * The journal's files: appended to, begun anew after 50,000 lines, and deleted when everything in
 * them has expired. Nothing is ever rewritten.
 */
export function openSegments(stateDir: string) {
  const numbers = readdirSync(stateDir)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
  let nextNumber = (numbers.at(-1) ?? 0) + 1
  const full: Segment[] = []
  let current: Segment | undefined
  let descriptor: number | undefined

  const pathOf = (number: number) => join(stateDir, `journal-${number}.jsonl`)

  function openNext(): { segment: Segment; file: number } {
    if (descriptor !== undefined) closeSync(descriptor)
    if (current !== undefined) full.push(current)
    const segment = { path: pathOf(nextNumber++), lines: 0, untilMs: 0 }
    const file = openSync(segment.path, 'a', 0o600)
    current = segment
    descriptor = file
    return { segment, file }
  }

  const writable = () =>
    current === undefined || descriptor === undefined || current.lines >= LINES_PER_SEGMENT
      ? openNext()
      : { segment: current, file: descriptor }

  return {
    /** All records of earlier runs, oldest first. */
    read(): JournalRecord[] {
      return numbers.flatMap((number) => {
        const segment = { path: pathOf(number), lines: 0, untilMs: 0 }
        const records = readFileSync(segment.path, 'utf8')
          .split('\n')
          .flatMap((line) => parseRecord(line) ?? [])
        segment.untilMs = Math.max(0, ...records.map((record) => record.untilMs))
        full.push(segment)
        return records
      })
    },
    /** One write for all of them. It is over when this returns: the system has it, though not the disk. */
    append(records: readonly JournalRecord[]): void {
      const { segment, file } = writable()
      writeSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
      segment.lines += records.length
      segment.untilMs = Math.max(segment.untilMs, ...records.map((record) => record.untilMs))
    },
    deleteExpired(nowMs: number): void {
      for (const segment of full.filter(({ untilMs }) => untilMs < nowMs)) {
        full.splice(full.indexOf(segment), 1)
        rmSync(segment.path, { force: true })
      }
    },
    close(): void {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
