import type { FaultName } from '../../faults.ts'
import type { Domain } from '../domain.ts'
import { effectivePolicy } from '../entries/effective-policy.ts'
import type { Account, Entry } from '../entries/entry.ts'
import { noteWrite } from '../entries/password-metadata.ts'
import { type PasswordDigest, positionIn, remember } from '../entries/passwords.ts'
import { afterWrongPassword, isForgiven, isLocked, UNLOCKED } from '../policy/lockout.ts'
import { MAX_PASSWORD_UNITS, type PasswordPolicy } from '../policy/password-policy.ts'
import { brokenRestrictions, type Restriction } from '../policy/restrictions.ts'
import { hasFlag, type UserAccountControl } from '../policy/user-account-control.ts'
import { Refusal } from '../results.ts'

/** Something decided and not yet done; it cannot fail. */
export type Commit = () => void

/** Whose password is written, as the account will be after the operation. */
export interface PasswordTarget {
  readonly entry: Entry
  readonly account: Account
  readonly samAccountName: string
  readonly displayName: string
  readonly userAccountControl: UserAccountControl
}

/** The Samba dialect says which rule it was; `{length}` is the policy's. */
const REASONS: Readonly<Record<Restriction, string>> = {
  'too-young': 'password is too young to change!',
  'too-long': `the password is too long. It should be at most ${MAX_PASSWORD_UNITS} characters!`,
  'too-short':
    'the password is too short. It should be equal to or longer than {length} characters!',
  'too-few-classes': 'the password does not meet the complexity criteria!',
  'holds-name': 'the password does not meet the complexity criteria!',
  'holds-banned-word': 'the password does not meet the complexity criteria!',
  'is-current': 'the password was already used (previous password)!',
  'in-history': 'the password was already used (in history)!',
}

const TOLERATED_BY: Readonly<Partial<Record<Restriction, FaultName>>> = {
  'too-short': 'directory-ignores-length',
  'too-few-classes': 'directory-ignores-complexity',
  'too-young': 'directory-ignores-minimum-age',
  'holds-name': 'directory-allows-names',
  'holds-banned-word': 'directory-ignores-filter',
  'is-current': 'directory-ignores-history',
  'in-history': 'directory-ignores-history',
}

/** A fault lets a password pass only if that alone makes it pass. */
function isTolerated({ faults }: Domain, broken: readonly Restriction[]): boolean {
  const [first, ...others] = new Set(broken.map((restriction) => TOLERATED_BY[restriction]))
  return first !== undefined && others.length === 0 && faults.fires(first)
}

interface Check {
  readonly target: PasswordTarget
  readonly password: Buffer
  readonly digest: PasswordDigest
  readonly policy: PasswordPolicy
  readonly nowMs: number
  readonly refusedAs: 'reset-refused-by-policy' | 'change-refused-by-policy'
  /** History and minimum age, too. */
  readonly past: boolean
}

function requireAcceptable(domain: Domain, check: Check): void {
  const { target, password, digest, policy, nowMs, refusedAs, past } = check
  const { account, samAccountName, displayName, userAccountControl } = target
  const isForgotten = domain.dialect.comparesAllRemembered && account.setWithoutHistory
  const broken = brokenRestrictions(
    {
      password: password.toString('utf16le'),
      samAccountName,
      displayName,
      bannedWords: domain.config.bannedWords,
      passwordNotRequired: hasFlag(userAccountControl, 'passwordNotRequired'),
      pwdLastSetMs: account.pwdLastSetMs,
      historyPosition: isForgotten ? -1 : positionIn(account.history, digest),
    },
    policy,
    domain.dialect,
    past ? { nowMs } : undefined,
  )
  const [first] = broken
  if (first === undefined || isTolerated(domain, broken)) return
  const detail = REASONS[first].replace('{length}', String(policy.minimumLength))
  throw new Refusal(refusedAs, { detail })
}

const write =
  (
    { dialect }: Domain,
    { account }: PasswordTarget,
    digest: PasswordDigest,
    policy: PasswordPolicy,
    nowMs: number,
  ) =>
  () => {
    const most = Math.max(policy.historyLength, dialect.fewestRemembered)
    account.history = remember(account.history, digest, most)
    account.setWithoutHistory = policy.historyLength === 0
    account.pwdLastSetMs = nowMs
    noteWrite(account, nowMs)
  }

/**
 * A reset (UTF-16LE password). It does not unlock, and looks at history and minimum age only when
 * `hinted` (the policy-hints control).
 */
export function planReset(
  domain: Domain,
  target: PasswordTarget,
  password: Buffer,
  hinted: boolean,
): Commit {
  const nowMs = domain.clock.now()
  const policy = effectivePolicy(domain, target.entry)
  const digest = domain.digests.of(target.entry.guid, password)
  const refusedAs = 'reset-refused-by-policy'
  requireAcceptable(domain, { target, password, digest, policy, nowMs, refusedAs, past: hinted })
  return write(domain, target, digest, policy, nowMs)
}

/** Counted by the PDC emulator too, which alone locks. */
function countWrong(
  { replication }: Domain,
  entry: Entry,
  account: Account,
  policy: PasswordPolicy,
  nowMs: number,
): void {
  const count = () => Object.assign(account, afterWrongPassword(account, policy, nowMs))
  if (!replication.isBehind) {
    count()
    return
  }
  const { badPwdCount, badPasswordMs } = afterWrongPassword(account, policy, nowMs)
  replication.atEmulator(() => replication.write(entry, count))
  Object.assign(account, { badPwdCount, badPasswordMs })
}

/** A wrong old password counts towards lockout exactly as a wrong bind (PWB-POL-8). */
function requireOldPassword(
  domain: Domain,
  { entry, account }: PasswordTarget,
  old: Buffer,
  policy: PasswordPolicy,
  nowMs: number,
): void {
  const position = positionIn(account.history, domain.digests.of(entry.guid, old))
  if (position === 0 || domain.faults.fires('directory-ignores-old-password')) return
  if (!isForgiven(position) && !domain.faults.fires('directory-forgets-wrong-old')) {
    countWrong(domain, entry, account, policy, nowMs)
  }
  throw new Refusal('wrong-old-password')
}

/** A change: old and new password, UTF-16LE. */
export function planChange(
  domain: Domain,
  target: PasswordTarget,
  passwords: { readonly old: Buffer; readonly new: Buffer },
): Commit {
  const nowMs = domain.clock.now()
  const policy = effectivePolicy(domain, target.entry)
  if (
    isLocked(target.account, policy, nowMs) &&
    !domain.faults.fires('directory-changes-while-locked')
  ) {
    throw new Refusal('locked-out')
  }
  requireOldPassword(domain, target, passwords.old, policy, nowMs)
  const digest = domain.digests.of(target.entry.guid, passwords.new)
  const password = passwords.new
  const refusedAs = 'change-refused-by-policy'
  requireAcceptable(domain, { target, password, digest, policy, nowMs, refusedAs, past: true })
  const commit = write(domain, target, digest, policy, nowMs)
  return () => {
    const wasForced = target.account.pwdLastSetMs === 0
    commit()
    if (wasForced && domain.faults.fires('directory-keeps-force-flag')) {
      target.account.pwdLastSetMs = 0
    }
    Object.assign(target.account, UNLOCKED)
  }
}
