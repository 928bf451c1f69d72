import type { DirectorySeed } from '../../../target/directory/directory-seed.ts'
import {
  passwordSettings,
  type PasswordSettings,
} from '../../../target/directory/password-settings.ts'

/** What a bind says: `0`, or the code in the text of a refused one. */
export type Bind = '0' | '52e' | '533' | '701' | '773' | '775'

/** An account's state before the operation. */
interface State {
  /** Set on the account after it was made. */
  readonly attributes?: Readonly<Record<string, string>>
  /** A fine-grained policy of its own. */
  readonly settings?: Omit<PasswordSettings, 'precedence'>
  /** Both passwords are set again in this state. */
  readonly setsAgain?: boolean
  /** Wrong passwords tried. */
  readonly wrongBinds?: number
  /** "User cannot change password". */
  readonly deniesChange?: boolean
  /** Where the service account has no rights. */
  readonly undelegated?: boolean
  /** What the right password is told at a bind: before a write, and after one. Without: it logs on. */
  readonly bind?: { readonly before: Bind; readonly after: Bind }
  /** Any password is told this. */
  readonly always?: Bind
}

const DAY_MS = 86_400_000

export const STATES = {
  plain: {},
  'must-change': { attributes: { pwdLastSet: '0' }, bind: { before: '773', after: '0' } },
  disabled: {
    attributes: { userAccountControl: '514' },
    bind: { before: '533', after: '533' },
  },
  expired: {
    attributes: { accountExpires: '132000000000000000' },
    bind: { before: '701', after: '701' },
  },
  'never-expires': { attributes: { userAccountControl: '66048' } },
  'needs-no-password': { attributes: { userAccountControl: '544' } },
  locked: { settings: { lockoutThreshold: 2 }, wrongBinds: 2, always: '775' },
  'nearly-locked': { settings: { lockoutThreshold: 4 }, wrongBinds: 1 },
  young: { settings: { minimumAgeMs: DAY_MS } },
  'young-must-change': {
    settings: { minimumAgeMs: DAY_MS },
    attributes: { pwdLastSet: '0' },
    bind: { before: '773', after: '0' },
  },
  'long-policy': { settings: { minimumLength: 16 } },
  'lax-policy': { settings: { minimumLength: 4, complexity: false } },
  'no-history': { settings: { historyLength: 0 } },
  'history-forgotten': { settings: { historyLength: 0 }, setsAgain: true },
  'denies-change': { deniesChange: true },
  undelegated: { undelegated: true },
} as const satisfies Record<string, State>
export type StateName = keyof typeof STATES
export const stateOf = (name: StateName): State => STATES[name]

/** Brings an account that was just made into its state, but for wrong passwords. */
export async function bringInto(
  seed: DirectorySeed,
  state: State,
  { dn, name, domainDn }: { dn: string; name: string; domainDn: string },
): Promise<void> {
  const { settings, attributes = {}, deniesChange = false } = state
  if (settings !== undefined) {
    const entry = passwordSettings(name, { precedence: 10, ...settings }, [dn])
    await seed.add([{ ...entry, dn: entry.dn.replace(/DC=.*/, domainDn) }])
  }
  for (const [type, value] of Object.entries(attributes)) await seed.modify(dn, { [type]: [value] })
  if (deniesChange) await seed.denyPasswordChange(dn)
}
