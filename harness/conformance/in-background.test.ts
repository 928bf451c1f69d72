import { expect, it } from 'vitest'
import { eventually, soon } from './in-background.ts'

const since = (startedAt: number) => performance.now() - startedAt

it('waits for no message any more when what was to send it is answered', async () => {
  const startedAt = performance.now()
  expect(await soon(() => false, Promise.reject(new Error('refused')))).toBe(false)
  expect(since(startedAt)).toBeLessThan(5_000)
})

it('sees what comes shortly after the answer', async () => {
  const startedAt = performance.now()
  expect(await soon(() => since(startedAt) > 300, Promise.resolve())).toBe(true)
})

it('waits while somebody is at work, however long after that it comes', async () => {
  const startedAt = performance.now()
  const done = async () => since(startedAt) > 400
  expect(await eventually(done, Promise.resolve())).toBe(true)
})
