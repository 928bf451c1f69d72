import { expect, it } from 'vitest'
import { createDeferred } from '../protocol/deferred.ts'
import { createOrder } from './in-order.ts'

it('work of one account waits its turn, a failed one included; other accounts do not wait', async () => {
  const order = createOrder()
  const gate = createDeferred()
  const done: string[] = []
  const failing = order.run('a', async () => {
    await gate.promise
    done.push('a1')
    throw new Error('refused')
  })
  const second = order.run('a', async () => done.push('a2'))
  await order.run('b', async () => done.push('b1'))
  expect(done).toEqual(['b1'])
  gate.resolve()
  await expect(failing).rejects.toThrow('refused')
  await second
  expect(done).toEqual(['b1', 'a1', 'a2'])
})
