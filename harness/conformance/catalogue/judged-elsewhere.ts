import type { RequirementId } from '../requirement.ts'

/** Who judges a requirement that no check of conformance declares. */
export const JUDGED_ELSEWHERE: Readonly<Record<RequirementId, string>> = {
  'PWB-LIFE-9': 'doctor',
}
