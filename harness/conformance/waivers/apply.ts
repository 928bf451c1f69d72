import type { RequirementResult } from '../../../reports/model/result.ts'
import type { Waiver } from './waiver.ts'

/** The result with each finding that a waiver names marked as waived; its verdict stays what it is. */
export function applyWaivers(
  result: RequirementResult,
  waivers: readonly Waiver[],
): RequirementResult {
  const findings = result.findings.map((each) => {
    const waiver = waivers.find(
      ({ requirement, finding }) => requirement === result.id && finding === each.code,
    )
    if (waiver === undefined) return each
    const { reason, owner, expires } = waiver
    return { ...each, waiver: { reason, owner, expires } }
  })
  return { ...result, findings }
}
