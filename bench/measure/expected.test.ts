import { describe, expect, it } from 'vitest'
import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import { compareExpected } from './expected.ts'
import { type LoadOutcome, numberOf } from './outcomes.ts'
import { createRecords } from './records.ts'

interface Told {
  readonly account: number
  readonly expected: OutcomeCode
  readonly found: LoadOutcome
  readonly atMs: number
  readonly doneMs?: number
}

function compared(told: readonly Told[]) {
  const records = createRecords(told.length)
  for (const [operation, { found, atMs, doneMs = atMs + 1 }] of told.entries()) {
    records.dispatchedMs[operation] = atMs
    records.doneMs[operation] = doneMs
    records.outcome[operation] = numberOf(found)
  }
  return compareExpected(
    {
      account: Uint32Array.from(told, ({ account }) => account),
      expected: (operation) => [told[operation]?.expected ?? 'changed'],
      words: (operation) => `operation ${operation}`,
    },
    records,
  )
}

describe('answers compared with what they should be', () => {
  it('are wrong when a person is refused who should not be, or in another way, or done what had to be refused', () => {
    const { wrong, ...tally } = compared([
      { account: 1, expected: 'changed', found: 'changed', atMs: 0 },
      { account: 2, expected: 'changed', found: 'policy', atMs: 0 },
      { account: 3, expected: 'account-locked', found: 'account-disabled', atMs: 0 },
      { account: 4, expected: 'policy', found: 'changed', atMs: 0 },
      { account: 5, expected: 'changed', found: 'overloaded', atMs: 0 },
    ])
    expect(tally).toEqual({
      met: 1,
      wrongRefusal: 2,
      wrongAcceptance: 1,
      unavailable: 1,
      notComparable: 0,
    })
    expect(wrong).toContainEqual({
      asked: 'operation 2',
      expected: 'account-locked',
      found: 'account-disabled',
      count: 1,
    })
  })

  it('are not compared when nobody can know: no answer, one after such an answer, one beside another', () => {
    const tally = compared([
      { account: 1, expected: 'changed', found: 'outcome-unknown', atMs: 0 },
      { account: 1, expected: 'changed', found: 'wrong-current-password', atMs: 5 },
      { account: 1, expected: 'changed', found: 'changed', atMs: 10 },
      { account: 1, expected: 'changed', found: 'policy', atMs: 15 },
      { account: 2, expected: 'changed', found: 'changed', atMs: 0, doneMs: 9 },
      { account: 2, expected: 'changed', found: 'wrong-current-password', atMs: 5 },
      { account: 3, expected: 'changed', found: 'connection-lost', atMs: 0 },
    ])
    expect(tally).toMatchObject({ met: 2, wrongRefusal: 1, notComparable: 4 })
  })
})
