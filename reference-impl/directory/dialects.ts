import type { RuleTraits } from './policy/restrictions.ts'

/** What differs between the directories that this one can be taken for, besides its texts. */
export interface Dialect extends RuleTraits {
  /** Members of administrative groups are taken out of delegated rights (SDProp). */
  readonly protectsAdministrators: boolean
  /** A name of another domain is answered with a referral. */
  readonly refersElsewhere: boolean
}

export const DIALECTS = {
  windows: {
    otherClass: 'uncased-letters',
    namesForbidden: true,
    filterNeedsComplexity: false,
    protectsAdministrators: true,
    refersElsewhere: true,
  },
  samba: {
    otherClass: 'beyond-ascii',
    namesForbidden: false,
    filterNeedsComplexity: true,
    protectsAdministrators: false,
    refersElsewhere: false,
  },
} as const satisfies Record<string, Dialect>
export type DialectName = keyof typeof DIALECTS
