import { expect, it } from 'vitest'
import { type Judgement, verdictOf } from './verdict-of.ts'

const CLEAN: Judgement = { missing: [], findings: 0, evidence: 1 }
const lacks = 'the target lacks: clock, agent'
const unseen = 'the check recorded no evidence'

it.each([
  ['evidence and no finding', {}, 'pass', undefined],
  ['a finding', { findings: 1 }, 'fail', undefined],
  ['a finding without evidence', { findings: 1, evidence: 0 }, 'fail', undefined],
  ['a finding, then an error', { findings: 1, thrown: 'oops' }, 'fail', 'oops'],
  ['an error', { thrown: 'oops' }, 'error', 'oops'],
  ['neither evidence nor finding', { evidence: 0 }, 'error', unseen],
  ['a missing capability', { missing: ['clock', 'agent'], evidence: 0 }, 'not-proven', lacks],
  ['a missing capability, whatever else', { missing: ['clock', 'agent'] }, 'not-proven', lacks],
] as const)('%s', (_, changes, verdict, reason) => {
  expect(verdictOf({ ...CLEAN, ...changes })).toEqual(
    reason === undefined ? { verdict } : { verdict, reason },
  )
})
