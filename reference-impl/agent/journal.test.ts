import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openJournal } from './journal.ts'

const made: string[] = []
const newDirectory = () => {
  const path = mkdtempSync(join(tmpdir(), 'journal-'))
  made.push(path)
  return path
}
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true })
})

const begun = (id: string, untilMs = 1_000) => ({
  is: 'begun' as const,
  tenant: 'north',
  id,
  untilMs,
  operation: 'user-reset' as const,
  mustChangeAtNextLogon: false,
  domain: '',
  objectGuid: '00ff',
  pwdLastSet: '1',
})
const ended = (id: string, untilMs = 1_000) => ({
  is: 'ended' as const,
  tenant: 'north',
  id,
  untilMs,
  wire: 2,
  agentMicros: 10,
  directoryMicros: 5,
  completedAtMs: 77,
})

it('a restart knows what was told, and what was begun and not ended', async () => {
  const directory = newDirectory()
  const first = openJournal(directory, () => 0)
  await Promise.all([
    first.begin(begun('told')),
    first.begin(begun('open')),
    first.begin(begun('dropped')),
  ])
  first.end(ended('told'))
  first.drop(begun('dropped'))
  await first.close()
  const second = openJournal(directory, () => 0)
  expect(second.find('north', 'told')).toMatchObject({ is: 'ended', wire: 2, completedAtMs: 77 })
  expect(second.unfinished('north').map(({ id }) => id)).toEqual(['open'])
  expect(second.find('north', 'dropped')).toBeUndefined()
  expect(second.find('south', 'told')).toBeUndefined()
  await second.close()
})

it('what begins is in the file before anything may be written to the directory', async () => {
  const directory = newDirectory()
  const journal = openJournal(directory, () => 0)
  await journal.begin(begun('a'))
  // As if the process died here: nothing was closed.
  const after = openJournal(directory, () => 0)
  expect(after.unfinished('north').map(({ id }) => id)).toEqual(['a'])
  const [file] = readdirSync(directory)
  expect(statSync(join(directory, file ?? '')).mode & 0o777).toBe(0o600)
  await journal.close()
  await after.close()
})

it('a line half written by a crash does not hide the others', async () => {
  const directory = newDirectory()
  const first = openJournal(directory, () => 0)
  await first.begin(begun('a'))
  await first.close()
  const [file] = readdirSync(directory)
  appendFileSync(join(directory, file ?? ''), '{"is":"ended","tenant":"nor')
  const second = openJournal(directory, () => 0)
  await second.begin(begun('b'))
  await second.close()
  const third = openJournal(directory, () => 0)
  expect(third.unfinished('north').map(({ id }) => id)).toEqual(['a', 'b'])
  await third.close()
})

it('forgets what cannot come again, and deletes the files of it', async () => {
  const directory = newDirectory()
  let now = 0
  const first = openJournal(directory, () => now)
  await first.begin(begun('old', 1_000))
  await first.close()
  now = 1_001
  const second = openJournal(directory, () => now)
  expect(second.find('north', 'old')).toBeUndefined()
  expect(readdirSync(directory)).toEqual([])
  await second.begin(begun('short', 2_000))
  now = 2_001
  await second.begin(begun('next', 9_000))
  expect(second.find('north', 'short')).toBeUndefined()
  expect(second.find('north', 'next')).toBeDefined()
  await second.close()
})
