import type { RequirementResult } from '../../../reports/model/result.ts'
import type { Requirement } from '../requirement.ts'
import type { Profile } from './profile.ts'

/** What a profile leaves to be judged, and what it settles without a check. */
export interface Applied {
  readonly judged: readonly Requirement[]
  readonly settled: readonly RequirementResult[]
}

const settle = (
  { id, level, subject, title, timeMode }: Requirement,
  verdict: RequirementResult['verdict'],
  reason: string,
): RequirementResult => ({
  id,
  level,
  subject,
  title,
  verdict,
  timeMode,
  durationMs: 0,
  findings: [],
  evidence: [],
  reason,
})

/**
 * Holds requirements against a profile: one that it reads otherwise is not proven, one that is not
 * its own is not applicable, both with the reason; all others are to be judged.
 */
export function applyProfile(
  requirements: readonly Requirement[],
  name: string,
  { ids, otherwise }: Profile,
): Applied {
  return {
    judged: requirements.filter(({ id }) => ids.includes(id)),
    settled: requirements.flatMap((each) => {
      if (ids.includes(each.id)) return []
      const reading = otherwise[each.id]
      return reading === undefined
        ? [settle(each, 'not-applicable', `profile ${name} does not have it`)]
        : [settle(each, 'not-proven', `no check judges how profile ${name} reads it: ${reading}`)]
    }),
  }
}
