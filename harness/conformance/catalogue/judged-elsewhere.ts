import type { RequirementId } from '../requirement.ts'

/** Who judges a requirement that no check of conformance declares. */
export const JUDGED_ELSEWHERE: Readonly<Record<RequirementId, string>> = {
  'PWB-BW-1': 'load driver',
  'PWB-BW-3': 'load driver',
  'PWB-BW-4': 'load driver',
  'PWB-BW-5': 'load driver',
  'PWB-LIFE-9': 'doctor',
}
