import type { RuleTraits } from './policy/restrictions.ts'

/** What differs between the directories that this one can be taken for, besides its texts. */
export interface Dialect extends RuleTraits {
  /** Members of administrative groups are taken out of delegated rights (SDProp). */
  readonly protectsAdministrators: boolean
  /** A name of another domain is answered with a referral. */
  readonly refersElsewhere: boolean
  /** A password value of no bytes is against the attribute's syntax, not a password in the wrong form. */
  readonly refusesEmptyValues: boolean
  /** So many passwords are remembered at least, the current one included, however short the history. */
  readonly fewestRemembered: number
}

export const DIALECTS = {
  windows: {
    otherClass: 'uncased-letters',
    namesForbidden: true,
    filterNeedsComplexity: false,
    limitsLength: true,
    exemptsNotRequired: true,
    comparesAllRemembered: false,
    protectsAdministrators: true,
    refersElsewhere: true,
    refusesEmptyValues: false,
    // The lockout rule forgives the two before the current one.
    fewestRemembered: 3,
  },
  samba: {
    otherClass: 'beyond-ascii',
    namesForbidden: false,
    filterNeedsComplexity: true,
    limitsLength: false,
    exemptsNotRequired: false,
    comparesAllRemembered: true,
    protectsAdministrators: false,
    refersElsewhere: false,
    refusesEmptyValues: true,
    fewestRemembered: 1,
  },
} as const satisfies Record<string, Dialect>
export type DialectName = keyof typeof DIALECTS
