import { describe, expect, it } from 'vitest'
import { AccountHistory } from './account-history.ts'
import { generationsToTry, judgeAccount, type ToldOperation } from './accounts.ts'

const told = (
  generation: number,
  outcome: ToldOperation['outcome'],
  dispatchedMs: number,
  doneMs = dispatchedMs + 10,
): ToldOperation => ({ generation, outcome, dispatchedMs, doneMs })

describe('what accounts were told over several loads', () => {
  it('holds an account whose last reset was refused to the password of a load before', () => {
    const history = new AccountHistory()
    history.add(new Map([[7, [told(1, 'changed', 5_000)]]]))
    expect(history.nextGeneration).toBe(2)
    const whole = history.add(new Map([[7, [told(2, 'no-permission', 0)]]])).get(7) ?? []
    expect(generationsToTry(whole)[0]).toBe(1)
    expect(judgeAccount(whole, 1)).toBe('asAcknowledged')
    expect(judgeAccount(whole, 2)).toBe('lateApply')
    expect(judgeAccount(whole, 0)).toBe('falseSuccess')
  })

  it('knows that a later load came later, although its clock began again, and leaves others out', () => {
    const history = new AccountHistory()
    history.add(
      new Map([
        [1, [told(1, 'changed', 9_000)]],
        [2, [told(1, 'no-answer-in-time', 1, Number.NaN)]],
      ]),
    )
    const whole = history.add(new Map([[1, [told(2, 'changed', 0)]]]))
    expect([...whole.keys()]).toEqual([1])
    expect(generationsToTry(whole.get(1) ?? [])[0]).toBe(2)
    expect(judgeAccount(whole.get(1) ?? [], 1)).toBe('falseSuccess')
    const third = history.add(new Map([[2, [told(3, 'no-permission', 0)]]]))
    expect(judgeAccount(third.get(2) ?? [], 1)).toBe('asUnknownAllows')
  })
})
