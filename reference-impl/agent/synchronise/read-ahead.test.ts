import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { readAhead } from './read-ahead.ts'

/** Three pages, and what was asked of them. */
function pages(failing?: number) {
  const asked: string[] = []
  async function* source() {
    try {
      for (let page = 1; page <= 3; page++) {
        asked.push(`asked for ${page}`)
        if (page === failing) throw new Error(`page ${page}`)
        yield page
      }
    } finally {
      asked.push('closed')
    }
  }
  return { asked, source: source() }
}

it('asks for a page before the one before it is used', async () => {
  const { asked, source } = pages()
  const seen: (number | string)[] = []
  for await (const page of readAhead(source)) seen.push(page, ...asked.splice(0))
  expect(seen).toEqual([1, 'asked for 1', 'asked for 2', 2, 'asked for 3', 3, 'closed'])
})

it('tells a failure after what came before it', async () => {
  const { source } = pages(2)
  const seen: number[] = []
  const reading = async () => {
    for await (const page of readAhead(source)) {
      seen.push(page)
      // Meanwhile the second one fails, and nobody waits for it.
      await setImmediate()
    }
  }
  await expect(reading()).rejects.toThrow('page 2')
  expect(seen).toEqual([1])
})

it('closes the source when nothing more is wanted', async () => {
  const { asked, source } = pages()
  for await (const page of readAhead(source)) if (page === 1) break
  expect(asked.at(-1)).toBe('closed')
})
