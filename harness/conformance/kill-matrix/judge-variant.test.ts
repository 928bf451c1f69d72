import { expect, it } from 'vitest'
import type { RequirementResult } from '../../../reports/model/result.ts'
import { judgeVariant, type VariantFate, type VariantRun } from './judge-variant.ts'

const result = (verdict: RequirementResult['verdict'], ...codes: string[]): RequirementResult => ({
  id: 'PWB-X-1',
  level: 'MUST',
  subject: 'agent',
  title: 'x',
  verdict,
  timeMode: 'real',
  durationMs: 1,
  findings: codes.map((code) => ({ code, meaning: code, expected: '', observed: '' })),
  evidence: [],
})

const run = (over: Partial<VariantRun> = {}): VariantRun => ({
  variant: 'agent-differs',
  ids: ['PWB-X-1'],
  firings: 1,
  exitCode: 0,
  requirements: [result('pass')],
  durationMs: 1,
  ...over,
})

it.each<[VariantFate, Partial<VariantRun>]>([
  ['green', {}],
  ['dead', { firings: 0 }],
  ['misjudged', { requirements: [result('fail', 'wrong')], exitCode: 1 }],
  ['broken', { requirements: [result('error')], exitCode: 5 }],
  ['broken', { requirements: [result('not-proven')], exitCode: 3 }],
  ['broken', { requirements: [], exitCode: 4 }],
  ['broken', { requirements: undefined, exitCode: null }],
  ['broken', { ids: [] }],
  ['broken', { exitCode: 5 }],
])('%s', (fate, over) => {
  expect(judgeVariant(run(over)).fate).toBe(fate)
})

it('names what was misjudged', () => {
  expect(judgeVariant(run({ requirements: [result('fail', 'wrong')] }))).toMatchObject({
    misjudged: [['PWB-X-1', 'wrong']],
    passed: 0,
  })
})
