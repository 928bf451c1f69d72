import { expect, it } from 'vitest'
import { createDeferred } from '../../protocol/deferred.ts'
import { createCloudPasswords } from './cloud-passwords.ts'

const ANN = 'anchor of ann'

it('the last password that came stays, whichever hash is ready first', async () => {
  const ready = { first: createDeferred(), second: createDeferred() }
  const passwords = createCloudPasswords(
    () => true,
    async (password) => {
      if (password === 'first') await ready.first.promise
      if (password === 'second') await ready.second.promise
      return Buffer.from(password.padEnd(32))
    },
  )
  const [first, second] = [passwords.replace(ANN, 'first'), passwords.replace(ANN, 'second')]
  ready.second.resolve()
  expect(await second).toBe(true)
  ready.first.resolve()
  expect(await first).toBe(true)
  expect(await passwords.try(ANN, 'second')).toBe('right')
  expect(await passwords.try(ANN, 'first')).toBe('wrong')

  expect(await passwords.replace(ANN, 'third')).toBe(true)
  expect(await passwords.try(ANN, 'third')).toBe('right')
})
