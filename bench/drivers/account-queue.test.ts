import { expect, it } from 'vitest'
import { createAccountQueue } from './account-queue.ts'

it('hands out who is free the longest, with the next generation, and nobody twice at a time', () => {
  const queue = createAccountQueue(3, 1)
  expect([queue.take(), queue.take(), queue.take()]).toEqual([
    { account: 0, generation: 1 },
    { account: 1, generation: 1 },
    { account: 2, generation: 1 },
  ])
  expect(() => queue.take()).toThrow('all 3 accounts are in use')
  queue.giveBack(2)
  queue.giveBack(0)
  expect(queue.take()).toEqual({ account: 2, generation: 2 })
  expect(queue.take()).toEqual({ account: 0, generation: 2 })
  expect(() => queue.take()).toThrow('in use')
})
