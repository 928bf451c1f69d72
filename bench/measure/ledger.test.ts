import { describe, expect, it } from 'vitest'
import { ledgerProblems } from '../../reports/model/ledger-balance.ts'
import { keepLedger } from './ledger.ts'

const outcomes = {
  changed: 90,
  'cloud-copy-failed': 1,
  policy: 4,
  'no-permission': 2,
  'outcome-unknown': 2,
  'connection-lost': 1,
} as const

describe('the conservation ledger', () => {
  it('puts each outcome under its term, and balances', () => {
    const ledger = keepLedger({ planned: 103, notSent: 3, sent: 100, outcomes })
    expect(ledger).toEqual({
      planned: 103,
      notSent: 3,
      sent: 100,
      accepted: 91,
      refusedByPolicy: 4,
      refusedOtherwise: 2,
      unknown: 2,
      lost: 1,
    })
    expect(ledgerProblems(ledger)).toEqual([])
  })

  it('names an operation that vanished, on either side', () => {
    const neverEnded = keepLedger({ planned: 101, notSent: 0, sent: 101, outcomes })
    expect(ledgerProblems(neverEnded)).toEqual(['sent 101 ≠ 100 that ended'])
    const neverPlanned = keepLedger({ planned: 99, notSent: 0, sent: 100, outcomes })
    expect(ledgerProblems(neverPlanned)).toEqual(['planned 99 ≠ sent 100 + not sent 0'])
  })
})
