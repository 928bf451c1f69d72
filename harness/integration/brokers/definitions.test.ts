import { expect, it } from 'vitest'
import { definitionsOf, newTenants, passwordHash } from './definitions.ts'

it('hashes a password as the broker’s own documentation does', () => {
  const salt = Buffer.from('908DC60A', 'hex')
  expect(passwordHash('test12', salt)).toBe('kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR')
})

it('lets each user write to one exchange and read from the queues of its own tenant, and declare nothing', () => {
  const { permissions, users } = definitionsOf(newTenants(['a', 'b']))
  expect(users.map(({ tags }) => tags)).toEqual([[], [], [], []])
  expect(
    permissions.map(({ user, configure, write, read }) => [user, configure, write, read]),
  ).toEqual([
    ['a-portal', '^$', '^(to[.]a[.]requests)$', '^(a[.]results)$'],
    ['a-agent', '^$', '^(to[.]a[.]results)$', '^(a[.]requests|a[.]dead)$'],
    ['b-portal', '^$', '^(to[.]b[.]requests)$', '^(b[.]results)$'],
    ['b-agent', '^$', '^(to[.]b[.]results)$', '^(b[.]requests|b[.]dead)$'],
  ])
})

it('stores no password', () => {
  const tenants = newTenants(['a'])
  const text = JSON.stringify(definitionsOf(tenants))
  expect(text).not.toContain(tenants['a']?.agent.password ?? 'a')
  expect(text).not.toContain(tenants['a']?.portal.password ?? 'a')
})
