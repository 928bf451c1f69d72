/** The rules that hold for one account. Times in milliseconds; lengths in UTF-16 units. */
export interface PasswordPolicy {
  readonly minimumLength: number
  /** How many passwords, the current one included, may not come again; 0: any may. */
  readonly historyLength: number
  readonly complexity: boolean
  readonly minimumAgeMs: number
  /** 0: passwords do not expire. */
  readonly maximumAgeMs: number
  /** 0: accounts are never locked. */
  readonly lockoutThreshold: number
  /** 0: until an administrator unlocks. */
  readonly lockoutDurationMs: number
  readonly lockoutWindowMs: number
}

/** Windows takes no longer password (MS-SAMR 3.1.1.7.2). */
export const MAX_PASSWORD_UNITS = 256
