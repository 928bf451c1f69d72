import type { Generation } from './generations.ts'

const NEVER = { 'aad-connect-2017': false, 'entra-2025': false } as const
const ALWAYS = { 'aad-connect-2017': true, 'entra-2025': true } as const

/**
 * Licences that carry self-service reset in the cloud, and by generation whether they also carry writeback
 * (PWB-LIFE-3); a generation that is left out does not speak of the licence. An account without any of them can
 * be reset nowhere.
 */
export const LICENCES = {
  'office-365': NEVER,
  basic: NEVER,
  'premium-p1': ALWAYS,
  'premium-p2': ALWAYS,
  'enterprise-mobility-security': { 'aad-connect-2017': true },
  'secure-productive-enterprise': { 'aad-connect-2017': true },
  'business-premium': { 'entra-2025': true },
} as const satisfies Record<string, Readonly<Partial<Record<Generation, boolean>>>>
export type Licence = keyof typeof LICENCES

const isLicence = (name: string): name is Licence => Object.hasOwn(LICENCES, name)
export const LICENCE_NAMES: readonly Licence[] = Object.keys(LICENCES).filter((name) =>
  isLicence(name),
)

/** Whether the licence carries writeback; undefined: the generation does not speak of it. */
export const carriesWriteback = (generation: Generation, licence: Licence): boolean | undefined => {
  const carries: Readonly<Partial<Record<Generation, boolean>>> = LICENCES[licence]
  return carries[generation]
}
