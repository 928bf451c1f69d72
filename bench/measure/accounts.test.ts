import { describe, expect, it } from 'vitest'
import { type Ending, generationsToTry, judgeAccount, type ToldOperation } from './accounts.ts'
import type { LoadOutcome } from './outcomes.ts'

/** One after the other, a second apart, half a second each. */
const told = (...outcomes: LoadOutcome[]): ToldOperation[] =>
  outcomes.map((outcome, index) => ({
    generation: index + 1,
    outcome,
    dispatchedMs: index * 1000,
    doneMs: index * 1000 + 500,
  }))

type Row = [what: string, told: ToldOperation[], bound: number | null, ending: Ending]

const ROWS: Row[] = [
  ['the last acknowledged binds', told('changed', 'changed'), 2, 'asAcknowledged'],
  ['an older one binds', told('changed', 'changed'), 1, 'falseSuccess'],
  ['the first one ever binds after a success', told('changed'), 0, 'falseSuccess'],
  ['a refusal, and the old one binds', told('changed', 'policy'), 1, 'asAcknowledged'],
  ['refused only, and the first one binds', told('policy'), 0, 'asAcknowledged'],
  ['a refused one binds', told('changed', 'policy'), 2, 'lateApply'],
  ['an expired one binds', told('expired'), 1, 'lateApply'],
  ['an unknown one binds', told('changed', 'outcome-unknown'), 2, 'asUnknownAllows'],
  ['an unknown one does not bind', told('changed', 'outcome-unknown'), 1, 'asAcknowledged'],
  ['one without answer binds', told('changed', 'connection-lost'), 2, 'asUnknownAllows'],
  ['an unknown one came late', told('outcome-unknown', 'changed'), 1, 'asUnknownAllows'],
  ['none binds', told('changed'), null, 'neither'],
]

describe('the final binds', () => {
  it.each(ROWS)('%s', (_what, operations, bound, ending) => {
    expect(judgeAccount(operations, bound)).toBe(ending)
  })

  it('take either of two acknowledged that overlapped', () => {
    const [first, second] = told('changed', 'changed')
    if (first === undefined || second === undefined) throw new Error('two expected')
    const overlapping = [{ ...first, doneMs: 1_200 }, second]
    expect([1, 2, 0].map((bound) => judgeAccount(overlapping, bound))).toEqual([
      'asAcknowledged',
      'asAcknowledged',
      'falseSuccess',
    ])
  })

  it('try what was told as true first, and everything that was ever asked for', () => {
    const operations = told('changed', 'changed', 'policy', 'outcome-unknown')
    expect(generationsToTry(operations)).toEqual([2, 4, 1, 0, 3])
    expect(generationsToTry(told('policy'))).toEqual([0, 1])
  })
})
