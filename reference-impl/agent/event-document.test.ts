import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Outcome } from '../../harness/contract/outcome.ts'
import { createDrivenClock } from '../clock.ts'
import { openEventLog } from './event-log.ts'
import { eventOfId, EVENTS } from './event-names.ts'
import { OPERATION_EVENTS } from './operation-events.ts'

/** What PROTOCOL.md says of the event log, held against the code. */
const document = await readFile(new URL('../PROTOCOL.md', import.meta.url), 'utf8')
const lines = document.split('\n')

const tableUnder = (header: string) => {
  const rows = lines.slice(lines.indexOf(header) + 2)
  return rows.slice(0, rows.indexOf(''))
}

const rowOf = (code: OutcomeCode) => {
  const { wire, event }: Outcome = OUTCOMES[code]
  return wire === null || event === null
    ? []
    : [`| ${wire} \`${code}\` | ${event} \`${eventOfId(event)}\` |`]
}

it('lists every event, with its id', () => {
  const rows = Object.entries(EVENTS).map(([name, id]) => `| ${id ?? 'none'} | \`${name}\` |`)
  expect(tableUnder('| id | name |')).toEqual(rows)
})

it('names the event of each outcome that has one', () => {
  expect(tableUnder('| outcome | event |')).toEqual(OUTCOME_CODES.flatMap(rowOf))
})

it('names the events around each operation', () => {
  const rows = Object.values(OPERATION_EVENTS).map(
    ({ start, success, fail }) => `| \`${start}\` | \`${success}\` or \`${fail}\` |`,
  )
  const cells = tableUnder('| operation | first | last |').map((row) =>
    row.replace(/^\| [^|]* /, ''),
  )
  expect(cells).toEqual(rows)
})

it('shows an event as it is written', async () => {
  const [, shown = ''] = /```jsonl\n(.*)\n```/.exec(document) ?? []
  const example: { time: string; id: number; name: string; tenant: string } = JSON.parse(shown)
  const { time, id, name: _, ...details } = example
  const folder = await mkdtemp(join(tmpdir(), 'events-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'events.jsonl')
  const log = await openEventLog(
    path,
    createDrivenClock(Date.parse(time), () => 0),
  )
  log.write(eventOfId(id), details)
  await log.close()
  expect(await readFile(path, 'utf8')).toBe(`${shown}\n`)
})
