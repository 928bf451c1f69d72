/**
 * Licences that carry self-service reset in the cloud, and whether they also carry writeback
 * (PWB-LIFE-3). An account without any of them can be reset nowhere.
 */
export const LICENCES = {
  'office-365': { writeback: false },
  basic: { writeback: false },
  'premium-p1': { writeback: true },
  'premium-p2': { writeback: true },
  'enterprise-mobility-security': { writeback: true },
  'secure-productive-enterprise': { writeback: true },
} as const satisfies Record<string, { writeback: boolean }>
export type Licence = keyof typeof LICENCES

const isLicence = (name: string): name is Licence => Object.hasOwn(LICENCES, name)
export const LICENCE_NAMES: readonly Licence[] = Object.keys(LICENCES).filter((name) =>
  isLicence(name),
)
