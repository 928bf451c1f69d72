import { webcrypto } from 'node:crypto'
import { expect, it } from 'vitest'
import { importPrivateKey } from './key-pair.ts'

const key = await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt'])

/** A key that counts how often it was imported, and ends of uses that go on until they are called. */
async function opened() {
  let imports = 0
  const use = await importPrivateKey('', async () => {
    imports += 1
    return { ...key, type: 'secret', algorithm: { name: `copy ${imports}` } }
  })
  const ends: (() => void)[] = []
  const names: string[] = []
  const begin = () =>
    use(({ algorithm: { name } }) => {
      names.push(name)
      return new Promise<void>((resolve) => {
        ends.push(resolve)
      })
    })
  return { begin, ends, names, imports: () => imports }
}

const settled = () => new Promise((then) => setTimeout(then, 5))

it('is imported once as long as its uses do not meet', async () => {
  const { begin, ends, imports } = await opened()
  for (let times = 0; times < 3; times++) {
    const used = begin()
    await settled()
    ends.pop()?.()
    await used
  }
  expect(imports()).toBe(1)
})

it('no copy is used twice at a time, there are eight at most, and who waits comes when one is free', async () => {
  const { begin, ends, names, imports } = await opened()
  const uses = Array.from({ length: 9 }, begin)
  await settled()
  expect([imports(), new Set(names).size, names.length]).toEqual([8, 8, 8])
  ends[0]?.()
  await settled()
  expect([imports(), names.length, names.at(-1)]).toEqual([8, 9, names[0]])
  for (const end of ends) end()
  await Promise.all(uses)
})
