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
 * Holds requirements against a profile: one that it reads otherwise is judged by that reading, or not proven where
 * there is none; one that is not its own is not applicable, both with the reason.
 */
export function applyProfile(
  requirements: readonly Requirement[],
  name: string,
  { ids, otherwise, readings = [] }: Profile,
): Applied {
  const readingOf = (id: string) => readings.find((reading) => reading.id === id)
  return {
    judged: requirements.flatMap((each) =>
      ids.includes(each.id) ? [each] : (readingOf(each.id) ?? []),
    ),
    settled: requirements.flatMap((each) => {
      if (ids.includes(each.id) || readingOf(each.id) !== undefined) return []
      const reading = otherwise[each.id]
      return reading === undefined
        ? [settle(each, 'not-applicable', `profile ${name} does not have it`)]
        : [settle(each, 'not-proven', `no check judges how profile ${name} reads it: ${reading}`)]
    }),
  }
}
