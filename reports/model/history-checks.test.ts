import { describe, expect, it } from 'vitest'
import type { History, HistoryAccount, HistoryOperation } from './history.ts'
import { breachesOf } from './history-checks.ts'

const operation = (more: Partial<HistoryOperation> = {}): HistoryOperation => ({
  account: 0,
  generation: 1,
  asks: 'reset',
  dueMs: 0,
  sentMs: 0,
  answeredMs: 20,
  outcome: 'changed',
  told: 'changed',
  definite: true,
  remedied: true,
  expected: ['changed'],
  untilMs: 10_000,
  ...more,
})

const account = (more: Partial<HistoryAccount> = {}): HistoryAccount => ({
  account: 0,
  ending: 'asAcknowledged',
  bound: 1,
  setAtMs: 10,
  writes: 1,
  ...more,
})

const history = (more: Partial<History> = {}): History => ({
  operations: [operation()],
  accounts: [account()],
  disturbances: [],
  ledger: {
    planned: 1,
    sent: 1,
    notSent: 0,
    accepted: 1,
    refusedByPolicy: 0,
    refusedOtherwise: 0,
    unknown: 0,
    lost: 0,
  },
  directoryWrites: 1,
  ...more,
})

const broken = (given: History) =>
  Object.entries(breachesOf(given))
    .filter(([, shown]) => shown.length > 0)
    .map(([breach]) => breach)

const disturbances = [{ kind: 'link-cut', fromMs: 0, toMs: 1, told: 'cut' }]

describe('breaches of a storm’s promises', () => {
  it('are none where each was told and done as it should be', () => {
    expect(broken(history())).toEqual([])
  })

  it.each<[string, Partial<History>]>([
    ['lost', { operations: [operation({ outcome: 'connection-lost', told: 'none' })] }],
    ['falseSuccess', { accounts: [account({ ending: 'falseSuccess', bound: 0 })] }],
    ['falseSuccess', { accounts: [account({ ending: 'neither', bound: null })] }],
    ['doubleApply', { directoryWrites: 2 }],
    // As many writes as requests, one of them twice and the other never.
    [
      'doubleApply',
      {
        operations: [operation(), operation({ account: 1, outcome: 'expired', told: 'unknown' })],
        accounts: [account({ writes: 2 }), account({ account: 1, writes: 0 })],
        directoryWrites: 2,
        disturbances,
      },
    ],
    ['lateApply', { accounts: [account({ setAtMs: 10_001 })] }],
    ['refusedApply', { accounts: [account({ ending: 'lateApply' })] }],
    ['wrongRefusal', { operations: [operation({ outcome: 'policy', told: 'not-changed' })] }],
    [
      'wrongRefusal',
      {
        operations: [operation({ outcome: 'service-down', told: 'not-changed' })],
        accounts: [account({ writes: 0 })],
        directoryWrites: 0,
      },
    ],
    [
      'wrongRefusal',
      { operations: [operation({ outcome: 'policy', told: 'not-changed' })], disturbances },
    ],
  ])('%s is a class of its own', (breach, given) => {
    expect(broken(history(given))).toEqual([breach])
  })

  it('allow that a service which was disturbed says so', () => {
    const down = operation({ outcome: 'service-down', told: 'not-changed' })
    const accounts = [account({ writes: 0 })]
    expect(
      broken(history({ operations: [down], accounts, disturbances, directoryWrites: 0 })),
    ).toEqual([])
  })

  it('are not looked for in what was never sent', () => {
    const unsent = operation({ sentMs: null, answeredMs: null, outcome: 'not-sent', told: 'none' })
    expect(broken(history({ operations: [unsent], directoryWrites: 0, accounts: [] }))).toEqual([])
  })
})
