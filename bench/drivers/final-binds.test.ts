import { expect, it } from 'vitest'
import { createRecords } from '../measure/records.ts'
import { numberOf } from '../measure/outcomes.ts'
import { toldByAccount } from '../measure/told.ts'
import { readAccountsBack } from './final-binds.ts'

it('binds every touched account once where all was true, and finds the one that was not', async () => {
  const assignment = {
    account: Uint32Array.of(0, 1, 2, 0, 3),
    generation: Uint32Array.of(1, 1, 1, 2, 1),
  }
  const records = createRecords(5)
  const outcomes = ['changed', 'changed', 'outcome-unknown', 'changed'] as const
  for (const [operation, outcome] of outcomes.entries()) {
    records.dispatchedMs[operation] = operation * 10
    records.doneMs[operation] = operation * 10 + 5
    records.outcome[operation] = numberOf(outcome)
  }
  // Account 1 was told "changed" and kept its first password; account 3 was never sent to.
  const binds = new Map([
    [0, 2],
    [1, 0],
    [2, 1],
  ])
  const tried: string[] = []
  const { tally, exceptions } = await readAccountsBack(
    toldByAccount(assignment, records),
    (account, generation) => {
      tried.push(`${account}:${generation}`)
      return Promise.resolve(binds.get(account) === generation)
    },
    2,
  )
  expect(tally).toEqual({
    accounts: 3,
    asAcknowledged: 1,
    asUnknownAllows: 1,
    falseSuccess: 1,
    lateApply: 0,
    neither: 0,
  })
  expect(exceptions.toSorted((a, b) => a.account - b.account)).toEqual([
    { account: 1, ending: 'falseSuccess', bound: 0 },
    { account: 2, ending: 'asUnknownAllows', bound: 1 },
  ])
  expect(tried.toSorted()).toEqual(['0:2', '1:0', '1:1', '2:1'])
})
