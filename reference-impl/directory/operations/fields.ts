import type { Domain } from '../domain.ts'
import { effectivePolicy } from '../entries/effective-policy.ts'
import type { Account, Entry } from '../entries/entry.ts'
import { fileTimeMs, NEVER } from '../entries/file-time.ts'
import { UNLOCKED } from '../policy/lockout.ts'
import { hasFlag, keptFlags } from '../policy/user-account-control.ts'
import { Refusal } from '../results.ts'
import type { Commit } from './password-write.ts'

/** What a setter is given: the value that the attribute is to have ('' for none), already of its syntax. */
interface FieldEdit {
  readonly domain: Domain
  readonly entry: Entry
  readonly value: string
  /** The same operation gives the account a password. */
  readonly passwordGiven: boolean
}
type Prepare = (edit: FieldEdit) => Commit

const FORBIDDEN_IN_ACCOUNT_NAME = /["/\\[\]:;|=,+*?<>\0]/
const MAX_NAME_UNITS = 256
const MAX_PRINCIPAL_NAME_UNITS = 1_024

const ofAccount =
  (prepare: (account: Account, edit: FieldEdit) => Commit): Prepare =>
  (edit) => {
    const { account, objectClass } = edit.entry
    if (account === undefined) {
      throw new Refusal('no-such-class', { detail: `a ${objectClass.name} is no account` })
    }
    return prepare(account, edit)
  }

const samAccountName: Prepare = ({ domain: { store }, entry, value }) => {
  const wrong =
    value === '' || value.length > MAX_NAME_UNITS || FORBIDDEN_IN_ACCOUNT_NAME.test(value)
  if (wrong || !entry.objectClass.principal) {
    throw new Refusal('bad-value', { detail: 'sAMAccountName' })
  }
  const holder = store.bySamAccountName(value)
  if (holder !== undefined && holder !== entry) {
    throw new Refusal('account-name-exists', { detail: value })
  }
  return () => store.setSamAccountName(entry, value)
}

const userPrincipalName = ofAccount((_account, { domain: { store }, entry, value }) => {
  if (value.length > MAX_PRINCIPAL_NAME_UNITS) {
    throw new Refusal('bad-value', { detail: 'userPrincipalName' })
  }
  const holder = value === '' ? undefined : store.byUserPrincipalName(value)
  if (holder !== undefined && holder !== entry) {
    throw new Refusal('user-principal-name-exists', { detail: value })
  }
  return () => store.setUserPrincipalName(entry, value)
})

const userAccountControl = ofAccount((account, { domain, entry, value, passwordGiven }) => {
  const control = keptFlags(Number(value))
  if (!Number.isSafeInteger(control) || value === '') {
    throw new Refusal('bad-value', { detail: 'userAccountControl' })
  }
  const needsPassword =
    !hasFlag(control, 'accountDisable') && !hasFlag(control, 'passwordNotRequired')
  const { minimumLength } = effectivePolicy(domain, entry)
  const hasPassword = passwordGiven || account.history !== ''
  if (needsPassword && !hasPassword && minimumLength > 0) {
    throw new Refusal('needs-password', { detail: `at least ${minimumLength} characters` })
  }
  return () => {
    account.userAccountControl = control
  }
})

/** 0: must change at next logon; -1: counts as set now. */
const pwdLastSet = ofAccount((account, { domain, value }) => {
  if (value !== '0' && value !== '-1') throw new Refusal('bad-time', { detail: `found ${value}` })
  const ms = value === '0' ? 0 : domain.clock.now()
  return () => {
    account.pwdLastSetMs = ms
  }
})

/** Setting it to 0 is how an account is unlocked. */
const lockoutTime = ofAccount((account, { value }) => {
  if (value !== '0' && value !== '') throw new Refusal('only-zero', { detail: 'lockoutTime' })
  return () => {
    Object.assign(account, UNLOCKED)
  }
})

const accountExpires = ofAccount((account, { value }) => {
  const never = value === '' || value === '0' || value === NEVER
  const ms = never ? 0 : fileTimeMs(value)
  return () => {
    account.accountExpiresMs = ms
  }
})

const adminCount: Prepare = ({ entry, value }) => {
  const marked = value !== '' && value !== '0'
  return () => {
    entry.adminCount = marked
  }
}

const PREPARE: Readonly<Record<string, Prepare>> = {
  sAMAccountName: samAccountName,
  userPrincipalName,
  userAccountControl,
  pwdLastSet,
  lockoutTime,
  accountExpires,
  adminCount,
}

/** Checks the new value of an attribute that has a setter of its own, and answers what will set it. */
export function prepareField(name: string, edit: FieldEdit): Commit {
  const prepare = PREPARE[name]
  if (prepare === undefined) throw new Refusal('system-attribute', { detail: name })
  return prepare(edit)
}
