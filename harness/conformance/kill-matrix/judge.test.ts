import { expect, it } from 'vitest'
import type { RequirementResult } from '../../../reports/model/result.ts'
import {
  type Fate,
  type FaultRun,
  judgeFault,
  unkilledPairs,
  unkilledRequirements,
} from './judge.ts'

const result = (id: string, ...codes: string[]): RequirementResult => ({
  id,
  level: 'MUST',
  subject: 'agent',
  title: id,
  verdict: codes.length === 0 ? 'pass' : 'fail',
  timeMode: 'real',
  durationMs: 1,
  findings: codes.map((code) => ({ code, meaning: code, expected: '', observed: '' })),
  evidence: [],
})

const run = (over: Partial<FaultRun> = {}): FaultRun => ({
  fault: 'agent-errs',
  kills: { 'PWB-X-1': ['wrong'] },
  firings: 1,
  exitCode: 1,
  requirements: [result('PWB-X-1', 'wrong')],
  durationMs: 1,
  ...over,
})

const BOTH = { 'PWB-X-1': ['wrong', 'worse'] }

it.each<[Fate, Partial<FaultRun>]>([
  ['killed', {}],
  ['no judge', { kills: {} }],
  ['survived', { requirements: [result('PWB-X-1')], exitCode: 0 }],
  ['wrong finding', { requirements: [result('PWB-X-1', 'other')] }],
  ['killed', { kills: BOTH, requirements: [result('PWB-X-1', 'worse', 'wrong')] }],
  ['wrong finding', { kills: BOTH }],
  ['dead', { firings: 0 }],
  ['broken', { requirements: undefined, exitCode: null }],
  ['broken', { requirements: [], exitCode: 5 }],
  ['broken', { requirements: [{ ...result('PWB-X-1'), verdict: 'error' }], exitCode: 5 }],
])('%s', (fate, over) => {
  expect(judgeFault(run(over)).fate).toBe(fate)
})

it('tells what else failed', () => {
  const requirements = [result('PWB-X-1', 'wrong'), result('PWB-X-2', 'beside')]
  expect(judgeFault(run({ requirements })).collateral).toEqual(['PWB-X-2'])
})

it('names the findings and the requirements that nothing killed', () => {
  const declared = [
    { id: 'PWB-X-1', findings: { wrong: '', unseen: '' } },
    { id: 'PWB-X-2', findings: { other: '' } },
  ]
  const verdicts = [judgeFault(run())]
  expect(unkilledPairs(declared, verdicts)).toEqual(['PWB-X-1 unseen', 'PWB-X-2 other'])
  expect(unkilledRequirements(declared, verdicts)).toEqual(['PWB-X-2'])
})
