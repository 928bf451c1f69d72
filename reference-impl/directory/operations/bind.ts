import { isUtf8 } from 'node:buffer'
import { rightsOf } from '../access.ts'
import type { Domain } from '../domain.ts'
import { effectivePolicy } from '../entries/effective-policy.ts'
import type { Account, Entry } from '../entries/entry.ts'
import { positionIn } from '../entries/passwords.ts'
import { parseDn } from '../ldap/dn.ts'
import type { BindRequest } from '../ldap/request.ts'
import type { Result } from '../ldap/response.ts'
import {
  afterWrongPassword,
  isForgiven,
  isLocked,
  type LockoutState,
  UNLOCKED,
} from '../policy/lockout.ts'
import { LOGON_FAILURES, type LogonFailure, logonFailure } from '../policy/logon.ts'
import { Refusal, SUCCESS } from '../results.ts'
import type { Session } from '../session.ts'

const LDAP_VERSION = 3

/** The account of `name@domain`: a user principal name, or the account name under this domain. */
function byPrincipalName({ store, config }: Domain, name: string): Entry | undefined {
  const at = name.lastIndexOf('@')
  const implicit = name.slice(at + 1).toLowerCase() === config.domain.toLowerCase()
  const account = implicit ? store.bySamAccountName(name.slice(0, at)) : undefined
  return store.byUserPrincipalName(name) ?? account
}

function byDownLevelName({ store, config }: Domain, name: string): Entry | undefined {
  const slash = name.indexOf('\\')
  const domain = name.slice(0, slash).toLowerCase()
  const ours = [config.netbiosName.toLowerCase(), config.domain.toLowerCase()]
  return ours.includes(domain) ? store.bySamAccountName(name.slice(slash + 1)) : undefined
}

/** Who a bind's name means: a DN, a user principal name, DOMAIN\account, or an account name alone. */
function principalOf(domain: Domain, name: string): Entry | undefined {
  const dn = name.includes('=') ? parseDn(name) : undefined
  const byDn = dn === undefined ? undefined : domain.store.find(dn).entry
  if (byDn !== undefined) return byDn
  if (name.includes('@')) return byPrincipalName(domain, name)
  return name.includes('\\') ? byDownLevelName(domain, name) : domain.store.bySamAccountName(name)
}

interface Judgement {
  /** Undefined: the account may come in. */
  readonly failure: LogonFailure | undefined
  /** What is remembered of wrong passwords from now on; undefined: as before. */
  readonly next?: LockoutState
}

/** Checks a password against what the controller whose turn it is knows. */
function judge(domain: Domain, entry: Entry, account: Account, password: Buffer): Judgement {
  const nowMs = domain.clock.now()
  const policy = effectivePolicy(domain, entry)
  if (isLocked(account, policy, nowMs)) return { failure: 'locked-out' }
  const digest = domain.digests.of(entry.guid, Buffer.from(password.toString('utf8'), 'utf16le'))
  // What is no UTF-8 is no password that anyone set; decoding it would make it one.
  const position = isUtf8(password) ? positionIn(account.history, digest) : -1
  const isPrevious = position === 1 && domain.faults.fires('directory-keeps-old-password')
  if (position !== 0 && !isPrevious) {
    if (isForgiven(position)) return { failure: 'wrong-password' }
    const next = afterWrongPassword(account, policy, nowMs)
    return { failure: next.lockoutMs === nowMs ? 'locked-out' : 'wrong-password', next }
  }
  const failure = logonFailure(account, policy, nowMs)
  return failure === undefined ? { failure, next: UNLOCKED } : { failure }
}

/** Whoever comes in at one controller has no wrong passwords left at the PDC emulator either. */
const FORGOTTEN = { badPwdCount: 0, badPasswordMs: 0 } as const

/** What the PDC emulator may know better: it has every new password at once. */
const RETRIED: readonly LogonFailure[] = [
  'wrong-password',
  'locked-out',
  'password-expired',
  'must-change-password',
]

/**
 * Checks a password and counts a wrong one. Another controller than the PDC emulator asks that one before
 * it refuses, counts by itself what was refused there too, and leaves locking to it.
 */
function logOn(
  domain: Domain,
  entry: Entry,
  account: Account,
  password: Buffer,
): LogonFailure | undefined {
  const { replication } = domain
  const keep = (next: Partial<LockoutState> | undefined) =>
    replication.write(entry, () => Object.assign(account, next))
  const atEmulator = () => {
    const { failure, next } = judge(domain, entry, account, password)
    keep(next)
    return failure
  }
  if (!replication.isBehind) return atEmulator()
  const { failure, next } = judge(domain, entry, account, password)
  if (failure === undefined) {
    if (account.badPwdCount > 0) replication.atEmulator(() => keep(FORGOTTEN))
    keep(next)
    return failure
  }
  if (!RETRIED.includes(failure)) return failure
  const there = replication.atEmulator(atEmulator)
  if (there !== undefined && next !== undefined) {
    const { badPwdCount, badPasswordMs } = next
    keep({ badPwdCount, badPasswordMs })
  }
  return there
}

function authenticate(domain: Domain, name: string, password: Buffer): Entry {
  const entry = principalOf(domain, name)
  const account = password.length > 0 ? entry?.account : undefined
  const failure =
    entry === undefined || account === undefined
      ? 'wrong-password'
      : logOn(domain, entry, account, password)
  if (entry === undefined || failure !== undefined) {
    throw new Refusal('logon-failed', { detail: LOGON_FAILURES[failure ?? 'wrong-password'] })
  }
  return entry
}

/** A failed bind leaves the connection anonymous (RFC 4513, 4). */
export function bind(domain: Domain, session: Session, request: BindRequest): Result {
  const { version, name, authentication } = request
  session.rights = 'anonymous'
  session.user = undefined
  session.pages.clear()
  if (version !== LDAP_VERSION) throw new Refusal('no-such-version')
  if ('sasl' in authentication) {
    throw new Refusal('no-such-mechanism', { detail: authentication.sasl })
  }
  if (name === '' && authentication.simple.length === 0) return SUCCESS
  if (!session.secured) throw new Refusal('bind-in-the-clear')
  const entry = authenticate(domain, name, authentication.simple)
  session.user = entry
  session.rights = rightsOf(domain, entry)
  return SUCCESS
}
