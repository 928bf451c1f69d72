import { expect, it } from 'vitest'
import { openRunners } from './runners.ts'

const { signal } = new AbortController()

it('runs the command line again and again, each with its own exit code', async () => {
  const runners = openRunners(3, '/nowhere')
  try {
    const codes = []
    for (const argv of [['list'], ['list', '--no-such-option'], ['list'], ['list']]) {
      codes.push(await runners.run(argv, signal))
    }
    expect(codes).toEqual([0, 2, 0, 0])
  } finally {
    await runners.close()
  }
}, 60_000)

it('does not ask a process again that was interrupted', async () => {
  const runners = openRunners(3, '/nowhere')
  const controller = new AbortController()
  const interrupted = runners.run(['list'], controller.signal)
  controller.abort()
  expect(await interrupted).toSatisfy((code: unknown) => code === null || code === 130)
  expect(await runners.run(['list'], signal)).toBe(0)
  await runners.close()
}, 60_000)
