import type { AttributeBag } from './attribute-bag.ts'
import type { Account, Entry } from './entry.ts'
import type { Value } from '../ldap/response.ts'

/**
 * How a change of each kind reaches the other controllers: `password` the PDC emulator at once and the
 * others later, `lockout` all at once, `later` after the delay, `never` not at all.
 */
export type Way = 'password' | 'lockout' | 'later' | 'never'

/** What an account's fields are to replication. The counters are a controller's own, as in Active Directory. */
const ACCOUNT_FIELDS = {
  history: 'password',
  setWithoutHistory: 'password',
  pwdLastSetMs: 'password',
  passwordVersion: 'password',
  passwordChangedSeconds: 'password',
  lockoutMs: 'lockout',
  userAccountControl: 'later',
  accountExpiresMs: 'later',
  badPwdCount: 'never',
  badPasswordMs: 'never',
} as const satisfies Partial<Record<keyof Account, Way>>

type AccountField = keyof typeof ACCOUNT_FIELDS
type AccountView = Readonly<Pick<Account, AccountField>>
const MARKS = ['adminCount', 'inheritanceCut'] as const

/** What an entry is at one controller, of all that replication delays. It never changes. */
export interface View extends Readonly<Pick<Entry, (typeof MARKS)[number]>> {
  readonly bag: AttributeBag
  readonly account: AccountView | undefined
}

/** One attribute's new value, on its way. */
export interface ViewChange {
  /** The same for changes of the same thing. */
  readonly key: string
  readonly way: Way
  apply(view: View): View
}

const accountView = (account: Account): AccountView => ({
  history: account.history,
  setWithoutHistory: account.setWithoutHistory,
  pwdLastSetMs: account.pwdLastSetMs,
  passwordVersion: account.passwordVersion,
  passwordChangedSeconds: account.passwordChangedSeconds,
  lockoutMs: account.lockoutMs,
  userAccountControl: account.userAccountControl,
  accountExpiresMs: account.accountExpiresMs,
  badPwdCount: account.badPwdCount,
  badPasswordMs: account.badPasswordMs,
})

export const viewOf = ({ bag, adminCount, inheritanceCut, account }: Entry): View => ({
  bag,
  adminCount,
  inheritanceCut,
  account: account === undefined ? undefined : accountView(account),
})

export function show(entry: Entry, { account, ...own }: View): void {
  Object.assign(entry, own)
  if (entry.account !== undefined && account !== undefined) Object.assign(entry.account, account)
}

const isField = (name: string): name is AccountField => Object.hasOwn(ACCOUNT_FIELDS, name)

function accountChanges(before: AccountView, after: AccountView): ViewChange[] {
  return Object.keys(ACCOUNT_FIELDS)
    .filter(isField)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({
      key: field,
      way: ACCOUNT_FIELDS[field],
      apply: (view) => ({
        ...view,
        account: view.account && { ...view.account, [field]: after[field], ...freed(field, after) },
      }),
    }))
}

/** Who is no longer locked out has a new count everywhere. */
const freed = (field: AccountField, { lockoutMs }: AccountView): Partial<AccountView> =>
  field === 'lockoutMs' && lockoutMs === 0 ? { badPwdCount: 0, badPasswordMs: 0 } : {}

const isSame = (a: readonly Value[], b: readonly Value[]) =>
  a.length === b.length && a.every((value, at) => value === b[at])

function bagChanges(before: AttributeBag, after: AttributeBag): ViewChange[] {
  if (before === after) return []
  return [...new Set([...before.names(), ...after.names()])]
    .filter((name) => !isSame(before.get(name), after.get(name)))
    .map((name) => ({
      key: `bag:${name}`,
      way: 'later',
      apply: (view) => ({ ...view, bag: view.bag.with(name, after.get(name)) }),
    }))
}

/** What makes `after` of `before`, one change an attribute. */
export const changesBetween = (before: View, after: View): readonly ViewChange[] => [
  ...MARKS.filter((mark) => before[mark] !== after[mark]).map(
    (mark): ViewChange => ({
      key: mark,
      way: 'later',
      apply: (view) => ({ ...view, [mark]: after[mark] }),
    }),
  ),
  ...bagChanges(before.bag, after.bag),
  ...(before.account !== undefined && after.account !== undefined
    ? accountChanges(before.account, after.account)
    : []),
]
