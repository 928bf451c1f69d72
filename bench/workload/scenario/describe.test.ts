import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { keyTable, scenarioKeys } from './describe.ts'

it('the table of keys in bench/scenarios/README.md is the schema’s', async () => {
  const readme = await readFile(new URL('../../scenarios/README.md', import.meta.url), 'utf8')
  const table = keyTable(scenarioKeys())
  expect(readme.includes(table), `the table must be:\n${table}`).toBe(true)
})
