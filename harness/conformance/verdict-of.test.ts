import { expect, it } from 'vitest'
import { type Judgement, verdictOf } from './verdict-of.ts'

const CLEAN: Judgement = { findings: 0, evidence: 1 }
const lacks = 'the target lacks: clock'
const unseen = 'the check recorded no evidence'

it.each([
  ['evidence and no finding', {}, 'pass', undefined],
  ['a finding', { findings: 1 }, 'fail', undefined],
  ['a finding without evidence', { findings: 1, evidence: 0 }, 'fail', undefined],
  ['a finding, then an error', { findings: 1, thrown: 'oops' }, 'fail', 'oops'],
  ['an error', { thrown: 'oops' }, 'error', 'oops'],
  ['neither evidence nor finding', { evidence: 0 }, 'error', unseen],
  ['a missing capability', { unproven: lacks, evidence: 0 }, 'not-proven', lacks],
  ['a missing capability, whatever else was seen', { unproven: lacks }, 'not-proven', lacks],
  [
    'a finding, then something that the part does not do',
    { unproven: lacks, findings: 1 },
    'fail',
    lacks,
  ],
] as const)('%s', (_, changes, verdict, reason) => {
  expect(verdictOf({ ...CLEAN, ...changes })).toEqual(
    reason === undefined ? { verdict } : { verdict, reason },
  )
})
