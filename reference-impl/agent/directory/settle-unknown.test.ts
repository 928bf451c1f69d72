import { describe, expect, it } from 'vitest'
import type { AccountState } from './read-account.ts'
import { type BeforeWrite, judgeWrite, type Settled } from './settle-unknown.ts'

const after = (pwdLastSet: string, lockoutTime = '0'): AccountState => ({
  target: '<GUID=00>',
  disabled: false,
  marked: false,
  memberOf: [],
  pwdLastSet,
  lockoutTime,
})
const before = (pwdLastSet: string, over: Partial<BeforeWrite> = {}): BeforeWrite => ({
  operation: 'user-reset',
  mustChangeAtNextLogon: false,
  pwdLastSet,
  ...over,
})

describe('a write without an answer', () => {
  const cases: [string, BeforeWrite, AccountState, Settled][] = [
    ['pwdLastSet moved', before('100'), after('200'), 'applied'],
    ['pwdLastSet stands', before('100'), after('100'), 'not-applied'],
    [
      'must change, stamp cleared',
      before('100', { mustChangeAtNextLogon: true }),
      after('0'),
      'applied',
    ],
    [
      'must change before and after',
      before('0', { mustChangeAtNextLogon: true }),
      after('0'),
      'unknown',
    ],
    ['forced change, still 0', before('0', { operation: 'change' }), after('0'), 'not-applied'],
    ['unlocked', before('100', { operation: 'unlock' }), after('100', '0'), 'applied'],
    ['still locked', before('100', { operation: 'unlock' }), after('100', '9'), 'not-applied'],
  ]
  it.each(cases)('%s', (_name, was, is, settled) => {
    expect(judgeWrite(was, is)).toBe(settled)
  })
})
