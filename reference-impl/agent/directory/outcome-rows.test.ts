import { expect, it } from 'vitest'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { OperationKind } from '../../protocol/message.ts'
import { outcomeOfFailure } from './outcome-rows.ts'

type Case = readonly [code: number, hex: string, operation: OperationKind, outcome: OutcomeCode]

const CASES: readonly Case[] = [
  [53, '0000052D', 'user-reset', 'policy'],
  [19, '0000052D', 'user-reset', 'policy'],
  [19, '0000052D', 'change', 'policy'],
  [19, '00000056', 'change', 'wrong-current-password'],
  [19, '00000775', 'change', 'account-locked'],
  [19, '00000005', 'change', 'change-not-allowed'],
  [19, '', 'change', 'change-not-allowed'],
  [19, '', 'user-reset', 'directory-error'],
  [50, '00000005', 'administrator-reset', 'no-permission'],
  [50, '00002098', 'unlock', 'no-permission'],
  [32, '0000208D', 'user-reset', 'user-not-found'],
  [12, '', 'user-reset', 'directory-configuration'],
  [21, '', 'user-reset', 'password-not-representable'],
  [52, '', 'user-reset', 'directory-unavailable'],
  [53, '0000001F', 'user-reset', 'directory-error'],
  [49, '80090308', 'user-reset', 'no-permission'],
  // Of the service account's bind: not the person whose account is locked.
  [49, '00000775', 'change', 'no-permission'],
  [49, '', 'unlock', 'no-permission'],
]

it.each(CASES)('LDAP result %i %s on a %s is %s', (code, hex, operation, outcome) => {
  expect(outcomeOfFailure({ kind: 'refused', code, hex }, operation)).toBe(outcome)
})

it('a request that never left changed nothing; one without an answer is not decided here', () => {
  expect(outcomeOfFailure({ kind: 'unreachable', reason: 'ECONNREFUSED' }, 'change')).toBe(
    'directory-unavailable',
  )
  const lost = { kind: 'lost', reason: 'Connection closed', timedOut: false } as const
  expect(outcomeOfFailure(lost, 'change')).toBeUndefined()
})
