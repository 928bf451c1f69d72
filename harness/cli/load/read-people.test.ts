import { expect, it } from 'vitest'
import { readPeople } from './read-people.ts'

const ATTRIBUTES = ['pwdLastSet']
const people = (count: number) => ({
  baseDn: 'OU=People,DC=corp,DC=test',
  accounts: Array.from({ length: count }, (_, index) => ({
    user: `User${index}@corp.test`,
    totpSecret: '',
  })),
})

/** A directory in which everybody but one has an entry; it notes what it was asked for. */
const directory = (missing: string) => {
  const asked: string[] = []
  const entryOf = (user: string) =>
    user.toLowerCase() === missing ? undefined : { pwdLastSet: [user.toLowerCase()] }
  return {
    asked,
    read: async (_base: string, user: string) => {
      asked.push(user)
      return entryOf(user)
    },
    readAll: async (base: string) => {
      asked.push(base)
      const names = Array.from({ length: 10 }, (_, index) => `user${index}@corp.test`)
      return new Map(
        names.flatMap((name) => {
          const entry = entryOf(name)
          return entry === undefined ? [] : [[name, entry] as const]
        }),
      )
    },
  }
}

it('reads everybody at once where many are asked for, and so those too who are not', async () => {
  const judge = directory('user3@corp.test')
  const found = await readPeople(judge, people(5), [0, 3], ATTRIBUTES)
  expect(judge.asked).toEqual(['OU=People,DC=corp,DC=test'])
  expect([...found.keys()]).toEqual([0, 1, 2, 3, 4])
  expect(found.get(4)).toEqual({ pwdLastSet: ['user4@corp.test'] })
  expect(found.get(3)).toBeUndefined()
})

it('reads few of very many one by one', async () => {
  const judge = directory('user3@corp.test')
  const found = await readPeople(judge, people(41), [2, 3], ATTRIBUTES)
  expect(judge.asked).toEqual(['User2@corp.test', 'User3@corp.test'])
  expect([...found]).toEqual([
    [2, { pwdLastSet: ['user2@corp.test'] }],
    [3, undefined],
  ])
})
