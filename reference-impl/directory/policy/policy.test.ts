import { describe, expect, it } from 'vitest'
import { DIALECTS } from '../dialects.ts'
import { characterClasses } from './character-classes.ts'
import { afterWrongPassword, isForgiven, isLocked, UNLOCKED } from './lockout.ts'
import { holdsName } from './name-parts.ts'
import type { PasswordPolicy } from './password-policy.ts'
import { brokenRestrictions, type Candidate, type RuleTraits } from './restrictions.ts'
import { resultantPolicy } from './resultant.ts'

const POLICY: PasswordPolicy = {
  minimumLength: 8,
  historyLength: 3,
  complexity: true,
  minimumAgeMs: 1_000,
  maximumAgeMs: 0,
  lockoutThreshold: 3,
  lockoutDurationMs: 60_000,
  lockoutWindowMs: 10_000,
}
const NOW_MS = 1_000_000

const broken = (
  candidate: Partial<Candidate>,
  policy: Partial<PasswordPolicy> = {},
  dialect: RuleTraits = DIALECTS.windows,
) =>
  brokenRestrictions(
    {
      password: 'Gr3at-secret',
      samAccountName: 'erin.hagens',
      displayName: 'Erin M. Hagens',
      bannedWords: ['contoso'],
      passwordNotRequired: false,
      pwdLastSetMs: NOW_MS - 1_000,
      historyPosition: -1,
      ...candidate,
    },
    { ...POLICY, ...policy },
    dialect,
    { nowMs: NOW_MS },
  )

describe('password restrictions', () => {
  it('ask the filter without complexity as the dialect does', () => {
    const holding = { password: 'contoso contoso' }
    const lax = { complexity: false }
    expect(broken(holding, lax)).toEqual(['holds-banned-word'])
    expect(broken(holding, lax, DIALECTS.samba)).toEqual([])
  })

  it('accept what breaks none', () => {
    expect(broken({})).toEqual([])
  })

  it.each<[string, Partial<Candidate>, readonly string[]]>([
    ['below the length', { password: 'Gr3at-1' }, ['too-short']],
    ['at the length, an emoji being two units', { password: 'Gr3-a😀b' }, []],
    ['of 256 units', { password: `Gr3at-${'x'.repeat(250)}` }, []],
    ['of 257 units', { password: `Gr3at-${'x'.repeat(251)}` }, ['too-long']],
    ['of two classes', { password: 'greatsecret1' }, ['too-few-classes']],
    ['with the whole account name', { password: 'x-ERIN.hagens-1' }, ['holds-name']],
    ['with a token of the display name', { password: 'Xy1-hageNS-zz' }, ['holds-name']],
    ['with a token of one letter', { password: 'Xy1-M-zzzzz' }, []],
    ['with a banned word', { password: 'Xy1-conTOSO-z' }, ['holds-banned-word']],
    ['current', { historyPosition: 0 }, ['is-current']],
    ['last of the history', { historyPosition: 2 }, ['in-history']],
    ['just out of the history', { historyPosition: 3 }, []],
    ['a millisecond too young', { pwdLastSetMs: NOW_MS - 999 }, ['too-young']],
    ['to be changed at next logon', { pwdLastSetMs: 0 }, []],
    [
      'too young, too short and simple',
      { password: 'a', pwdLastSetMs: NOW_MS },
      ['too-young', 'too-short', 'too-few-classes'],
    ],
    ['not required', { password: '', passwordNotRequired: true, historyPosition: 0 }, []],
  ])('judge a password %s', (_name, candidate, expected) => {
    expect(broken(candidate)).toEqual(expected)
  })

  it('need no classes and no absent names where complexity is off', () => {
    expect(broken({ password: 'erinhagens' }, { complexity: false })).toEqual([])
  })

  it('look at the past only when asked', () => {
    const candidate = {
      password: 'Gr3at-secret',
      samAccountName: 'x',
      displayName: '',
      bannedWords: [],
      passwordNotRequired: false,
    }
    const all = { ...candidate, pwdLastSetMs: NOW_MS, historyPosition: 0 }
    expect(brokenRestrictions(all, POLICY, DIALECTS.windows, undefined)).toEqual([])
  })

  it.each(['hagens', 'Hagens-Erin', 'Erin\tHagens', '#hagens_x'])(
    'split the display name %j',
    (displayName) => {
      expect(holdsName('...hagens...', 'zzz', displayName)).toBe(true)
    },
  )
})

describe('character classes', () => {
  it.each([
    ['Aa1-', ['upper', 'lower', 'digit', 'symbol']],
    ['ÄßΩжЖ', ['upper', 'lower']],
    ['日本', ['other']],
    ['😀 €٣', []],
  ])('of %j', (password, classes) => {
    expect([...characterClasses(password, 'uncased-letters')].toSorted()).toEqual(
      classes.toSorted(),
    )
  })

  it('beyond ASCII count as one in the Samba dialect', () => {
    expect([...characterClasses('😀', 'beyond-ascii')]).toEqual(['other'])
  })
})

const wrong = (times: number, gapMs: number) => {
  let state = UNLOCKED
  for (let at = 0; at < times; at++) state = afterWrongPassword(state, POLICY, NOW_MS + at * gapMs)
  return state
}

describe('lockout', () => {
  it('comes with the last allowed wrong password, and ends', () => {
    expect(wrong(2, 1).lockoutMs).toBe(0)
    const locked = wrong(3, 1)
    expect(isLocked(locked, POLICY, NOW_MS + 2 + 59_999)).toBe(true)
    expect(isLocked(locked, POLICY, NOW_MS + 2 + 60_000)).toBe(false)
    expect(isLocked(locked, { ...POLICY, lockoutDurationMs: 0 }, NOW_MS * 1_000)).toBe(true)
  })

  it('forgets wrong passwords that are older than its window', () => {
    expect(wrong(5, 10_000)).toMatchObject({ badPwdCount: 1, lockoutMs: 0 })
  })

  it('forgives the two passwords before the current one', () => {
    expect([-1, 0, 1, 2, 3].map(isForgiven)).toEqual([false, false, true, true, false])
  })
})

const policy = (precedence: number, guid: string) => ({ precedence, guid })

describe('the resultant policy', () => {
  it('is the account’s own before its groups’, then the lowest precedence, then the smallest GUID', () => {
    expect(resultantPolicy([policy(9, 'a')], [policy(1, 'b')])?.guid).toBe('a')
    expect(resultantPolicy([], [policy(2, 'a'), policy(1, 'b')])?.guid).toBe('b')
    expect(resultantPolicy([], [policy(1, 'b'), policy(1, 'a')])?.guid).toBe('a')
    expect(resultantPolicy([], [])).toBeUndefined()
  })
})
