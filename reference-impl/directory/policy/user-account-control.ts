/** The bits of `userAccountControl` that mean something here (MS-ADTS 2.2.16). */
export const FLAGS = {
  accountDisable: 0x2,
  lockout: 0x10,
  passwordNotRequired: 0x20,
  passwordCantChange: 0x40,
  normalAccount: 0x200,
  workstationTrust: 0x1000,
  dontExpirePassword: 0x1_0000,
  passwordExpired: 0x80_0000,
} as const
export type UserAccountControl = number

export const hasFlag = (control: UserAccountControl, flag: keyof typeof FLAGS): boolean =>
  (control & FLAGS[flag]) !== 0

/** Computed when read, never kept. */
const COMPUTED = FLAGS.lockout | FLAGS.passwordCantChange | FLAGS.passwordExpired

export const keptFlags = (control: UserAccountControl): UserAccountControl => control & ~COMPUTED

/** What an account has that is added without saying so: disabled, and without need of a password. */
export const DEFAULT_CONTROL =
  FLAGS.normalAccount | FLAGS.accountDisable | FLAGS.passwordNotRequired
