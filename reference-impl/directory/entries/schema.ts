/**
 * The attributes that this directory knows something about; every other one is kept as it comes,
 * with any number of values.
 *
 * - `syntax`: how values are checked and compared. `dn` values name entries.
 * - `single`: at most one value.
 * - `kept`: `bag` with the entry's other attributes · `field` by a setter of its own · `link` between
 *   entries · `system` by the directory alone · `constructed` likewise, and read only by name ·
 *   `descriptor` in parts, and read only by name · `secret` written and never read.
 */
interface AttributeRule {
  readonly syntax: Syntax
  readonly single: boolean
  readonly kept: 'bag' | 'field' | 'link' | 'system' | 'constructed' | 'descriptor' | 'secret'
}
export type Syntax = 'text' | 'integer' | 'boolean' | 'octets' | 'dn'

const one = (syntax: Syntax, kept: AttributeRule['kept'] = 'bag'): AttributeRule => ({
  syntax,
  single: true,
  kept,
})
const many = (syntax: Syntax, kept: AttributeRule['kept'] = 'bag'): AttributeRule => ({
  syntax,
  single: false,
  kept,
})

const RULES: Readonly<Record<string, AttributeRule>> = {
  objectClass: many('text', 'system'),
  cn: one('text', 'system'),
  name: one('text', 'system'),
  distinguishedName: one('dn', 'system'),
  objectGUID: one('octets', 'system'),
  objectSid: one('octets', 'system'),
  instanceType: one('integer', 'system'),
  objectCategory: one('dn', 'system'),
  whenCreated: one('text', 'system'),
  whenChanged: one('text', 'system'),
  uSNCreated: one('integer', 'system'),
  uSNChanged: one('integer', 'system'),
  fSMORoleOwner: one('dn', 'system'),
  badPwdCount: one('integer', 'system'),
  badPasswordTime: one('integer', 'system'),
  memberOf: many('dn', 'system'),
  'msDS-PSOApplied': many('dn', 'system'),
  primaryGroupID: one('integer', 'system'),
  isDeleted: one('boolean', 'system'),
  lastKnownParent: one('dn', 'system'),
  isCriticalSystemObject: one('boolean', 'system'),
  invocationId: one('octets', 'system'),
  ntPwdHistory: many('octets', 'system'),
  dBCSPwd: one('octets', 'system'),
  'msDS-ResultantPSO': one('dn', 'constructed'),
  'msDS-User-Account-Control-Computed': one('integer', 'constructed'),
  'msDS-UserPasswordExpiryTimeComputed': one('integer', 'constructed'),
  replPropertyMetaData: one('octets', 'constructed'),
  sAMAccountName: one('text', 'field'),
  userPrincipalName: one('text', 'field'),
  userAccountControl: one('integer', 'field'),
  pwdLastSet: one('integer', 'field'),
  lockoutTime: one('integer', 'field'),
  accountExpires: one('integer', 'field'),
  adminCount: one('integer', 'field'),
  member: many('dn', 'link'),
  'msDS-PSOAppliesTo': many('dn', 'link'),
  nTSecurityDescriptor: one('octets', 'descriptor'),
  unicodePwd: one('octets', 'secret'),
  displayName: one('text'),
  givenName: one('text'),
  sn: one('text'),
  mail: one('text'),
  description: many('text'),
  ou: many('text'),
  dc: one('text', 'system'),
  dNSHostName: one('text'),
  groupType: one('integer'),
  employeeID: one('text'),
  department: one('text'),
  company: one('text'),
  title: one('text'),
  thumbnailPhoto: one('octets'),
  minPwdLength: one('integer'),
  pwdHistoryLength: one('integer'),
  pwdProperties: one('integer'),
  minPwdAge: one('integer'),
  maxPwdAge: one('integer'),
  lockoutThreshold: one('integer'),
  lockoutDuration: one('integer'),
  lockOutObservationWindow: one('integer'),
  'msDS-PasswordSettingsPrecedence': one('integer'),
  'msDS-PasswordReversibleEncryptionEnabled': one('boolean'),
  'msDS-PasswordHistoryLength': one('integer'),
  'msDS-PasswordComplexityEnabled': one('boolean'),
  'msDS-MinimumPasswordLength': one('integer'),
  'msDS-MinimumPasswordAge': one('integer'),
  'msDS-MaximumPasswordAge': one('integer'),
  'msDS-LockoutThreshold': one('integer'),
  'msDS-LockoutObservationWindow': one('integer'),
  'msDS-LockoutDuration': one('integer'),
}

export interface Attribute extends AttributeRule {
  /** As the schema spells it; for an unknown one, as it was first written. */
  readonly name: string
}

const UNKNOWN = many('text')
const NAME = /^[a-z][a-z0-9-]*$/i
const known = new Map<string, Attribute>(
  Object.entries(RULES).map(([name, rule]) => [name.toLowerCase(), { name, ...rule }]),
)

/** What is known of an attribute, whatever the case of its letters. */
export const attributeOf = (name: string): Attribute =>
  known.get(name.toLowerCase()) ?? { name, ...UNKNOWN }

/** As `attributeOf`, and remembers the spelling; undefined: no attribute may be called that. */
export function declareAttribute(name: string): Attribute | undefined {
  const found = known.get(name.toLowerCase())
  if (found !== undefined) return found
  if (!NAME.test(name)) return undefined
  const added = { name, ...UNKNOWN }
  known.set(name.toLowerCase(), added)
  return added
}
