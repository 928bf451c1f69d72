import { expect, it } from 'vitest'
import { restartOfAgent } from '../disturbances/restarts.ts'
import { expectedOf } from './asks.ts'

it('a disabled account may be not found only once the agent was started again', () => {
  expect(expectedOf('disabled account', false)).toEqual(['account-disabled'])
  expect(expectedOf('disabled account', true)).toEqual(['account-disabled', 'user-not-found'])
  expect(expectedOf('protected account', true)).toEqual(['no-permission'])
})

it('the agent is started again by what kills it, by nothing else', () => {
  const cut = { kind: 'link-cut', fromMs: 1 }
  const killed = [
    { kind: 'agent-killed', fromMs: 9 },
    { kind: 'agent-killed', fromMs: 5 },
  ]
  expect(restartOfAgent([cut])).toBe(Number.POSITIVE_INFINITY)
  expect(restartOfAgent([cut, ...killed])).toBe(5)
})
