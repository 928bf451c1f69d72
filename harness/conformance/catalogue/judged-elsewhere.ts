import type { RequirementId } from '../requirement.ts'

/** Who judges a requirement that no check of conformance declares. */
export const JUDGED_ELSEWHERE: Readonly<Record<RequirementId, string>> = {
  'PWB-BW-1': 'load driver',
  'PWB-BW-3': 'load driver',
  'PWB-BW-4': 'load driver',
  'PWB-BW-5': 'load driver',
  'PWB-KEY-4': 'load driver',
  'PWB-LIFE-9': 'doctor',
  'PWB-LOAD-1': 'load driver',
  'PWB-LOAD-2': 'load driver',
  'PWB-LOAD-3': 'load driver',
  'PWB-LOAD-4': 'load driver',
  'PWB-LOAD-5': 'load driver',
  'PWB-LOAD-6': 'load driver',
  'PWB-LOAD-7': 'load driver',
}
