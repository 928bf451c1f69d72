/**
 * The rules by which objects are linked, by the names that the product gives them (PWB-LOOK-3). Only a link
 * of the first kind leads to an account that may be written.
 */
export const SYNC_RULES = [
  /** A directory object of an enabled account joins or makes its metaverse object. */
  'Microsoft.InfromADUserAccountEnabled.User',
  /** One of a disabled account. */
  'Microsoft.InfromADUserJoin.User',
  /** A metaverse object is provisioned to the cloud. */
  'Microsoft.OuttoAADUserJoin.User',
  /** What an administrator might have made of a rule; for checks. */
  'Custom.InfromADUser.User',
] as const
export type SyncRule = (typeof SYNC_RULES)[number]

export const ENABLED_RULE: SyncRule = 'Microsoft.InfromADUserAccountEnabled.User'
export const DISABLED_RULE: SyncRule = 'Microsoft.InfromADUserJoin.User'
export const CLOUD_RULE: SyncRule = 'Microsoft.OuttoAADUserJoin.User'
export const CUSTOM_RULE: SyncRule = 'Custom.InfromADUser.User'

const WRITABLE_PREFIX = 'Microsoft.InfromADUserAccountEnabled.'

export const leadsToWritable = (rule: SyncRule): boolean => rule.startsWith(WRITABLE_PREFIX)

export const numberOfRule = (rule: SyncRule): number => SYNC_RULES.indexOf(rule)

export const ruleOfNumber = (number: number): SyncRule => {
  const rule = SYNC_RULES[number]
  if (rule === undefined) throw new RangeError(`there is no rule ${number}`)
  return rule
}
