import type { RequirementResult } from '../../../reports/model/result.ts'

/** What a run says of one requirement; one that failed has the finding `wrong`. */
export const resultOf = (id: string, failed: boolean): RequirementResult => ({
  id,
  level: 'MUST',
  subject: 'agent',
  title: id,
  verdict: failed ? 'fail' : 'pass',
  timeMode: 'real',
  durationMs: 1,
  findings: failed ? [{ code: 'wrong', meaning: '', expected: '', observed: 'found' }] : [],
  evidence: [],
})
