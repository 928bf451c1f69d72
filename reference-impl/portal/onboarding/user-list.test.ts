import { expect, it } from 'vitest'
import { createUserList } from './user-list.ts'

const anchor = (number: number) => Buffer.alloc(16, number).toString('base64')
const user = (number: number, name = `user${number}@corp.test`) => ({
  cloudAnchor: anchor(number),
  userPrincipalName: name,
  displayName: name,
  enabled: true,
  mode: 'pass-through' as const,
})
const page = (over: object) => ({
  runId: 'run',
  page: 0,
  last: true,
  kind: 'full' as const,
  removed: [],
  users: [],
  ...over,
})

it('a delta changes what it names, takes out what it removes, and leaves the rest', () => {
  const list = createUserList()
  list.upload(page({ users: [user(1), user(2), user(3)] }))
  const delta = { runId: 'next', kind: 'delta' }
  const renamed = user(2, 'renamed@corp.test')
  list.upload(page({ ...delta, last: false, removed: [anchor(1), anchor(3)], users: [renamed] }))
  expect(list.byName('user1@corp.test')).toBeDefined()
  // Gone in one page, back in a later one.
  list.upload(page({ ...delta, page: 1, users: [user(3)] }))
  expect(list.byName('user1@corp.test')).toBeUndefined()
  expect(list.byName('user2@corp.test')).toBeUndefined()
  expect(list.byName('renamed@corp.test')?.cloudAnchor).toBe(anchor(2))
  expect(list.byName('user3@corp.test')).toBeDefined()
  list.upload(page({ runId: 'full', users: [user(4)] }))
  expect([list.size(), list.byName('user4@corp.test')?.cloudAnchor]).toEqual([1, anchor(4)])
})
