import type { Change, Control } from 'ldapts'
import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Faults } from '../faults.ts'
import type { OperationKind } from '../protocol/message.ts'
import {
  changeChanges,
  PolicyHintsControl,
  resetChanges,
  unlockChanges,
} from './directory/changes.ts'
import type { Directory } from './directory/directory.ts'
import { DirectoryError, describeFailure } from './directory/directory-failure.ts'
import { outcomeOfFailure } from './directory/outcome-rows.ts'
import { type AccountState, readAccount } from './directory/read-account.ts'
import { appliedOutcome, type BeforeWrite, settleUnknown } from './directory/settle-unknown.ts'
import { alteredUnder, hiddenUnder, isRefusedUnder, scrambleIfFaulty } from './faulty-writes.ts'

/** What is to be done to an account, opened and found. */
export interface WriteOrder {
  readonly operation: OperationKind
  readonly mustChangeAtNextLogon: boolean
  readonly objectGuid: Buffer
  /** One of the accounts that a domain is made with, by its SID. */
  readonly isProtectedBySid: boolean
  readonly newPassword: string
  readonly currentPassword: string
}

export interface ApplyOptions {
  readonly directory: Directory
  readonly policyHints: 'required' | 'optional'
  readonly faults: Faults
  /**
   * Runs right before the write: keeps the journal and looks at the deadline for the last time.
   * False: the request may not be applied any more.
   */
  readonly mayWrite: (before: BeforeWrite) => Promise<boolean>
  /** Asked once more on the bound connection: connecting may have taken long. */
  readonly mayBegin: () => boolean
  /** The account, where its reading has begun before; else it is read here. */
  readonly reading?: Promise<AccountState | undefined>
}

export interface Applied {
  /** `dropped`: nothing was written, and nothing is to be told. */
  readonly outcome: OutcomeCode | 'dropped'
  /** For the event log. */
  readonly reason?: string
  /** The directory has no policy-hints control: the event log says so, whether the reset was written or not (PWB-POL-15). */
  readonly lacksControl?: boolean
}

const CONTROL_MISSING = 'the directory lists no policy-hints control'
const WRITTEN_WITHOUT = `${CONTROL_MISSING}; written without history and minimum age, as configured`
/** A directory would take it, and nobody could ever sign in with it: UTF-8 has no such character. */
const UNPAIRED_SURROGATE = /\p{Surrogate}/u
const UNAVAILABLE_CRITICAL_EXTENSION = 12

const isReset = (operation: OperationKind) =>
  operation === 'user-reset' || operation === 'administrator-reset'

function changesOf(order: WriteOrder, faults: Faults): Change[] {
  const { operation, newPassword, currentPassword, mustChangeAtNextLogon } = order
  const onlyUnlocks = isReset(operation) && faults.fires('agent-only-unlocks')
  if (operation === 'unlock' || onlyUnlocks) return unlockChanges()
  if (operation === 'change') return changeChanges(currentPassword, newPassword)
  return resetChanges(newPassword, mustChangeAtNextLogon, !faults.fires('agent-keeps-lockout'))
}

/** The agent's own checks: what a directory may let a delegated account do, and the product does not. */
async function refusalOf(
  { directory: { protectedGroups }, faults }: ApplyOptions,
  account: AccountState | undefined,
  { operation, isProtectedBySid }: WriteOrder,
): Promise<OutcomeCode | undefined> {
  if (account === undefined) return 'user-not-found'
  if (account.disabled && !faults.fires('agent-resets-disabled')) return 'account-disabled'
  // A change needs no right of this service: the directory decides on it (PWB-PROT-4).
  if (operation === 'change') return undefined
  const isMarked =
    (account.marked || isProtectedBySid) && !faults.fires('agent-ignores-admin-count')
  const isMember = async () =>
    !faults.fires('agent-ignores-nested-groups') &&
    (await protectedGroups.includeAny(account.memberOf))
  const isProtected = isMarked || (await isMember())
  return isProtected ? 'no-permission' : undefined
}

/** What a write is sent with; `lacksControl`: a reset's directory has no policy-hints control. */
async function controlsFor(
  { directory, faults }: ApplyOptions,
  operation: OperationKind,
): Promise<{ readonly controls: Control[]; readonly lacksControl: boolean }> {
  if (!isReset(operation) || faults.fires('agent-omits-policy-hints')) {
    return { controls: [], lacksControl: false }
  }
  const oid = await directory.policyHints.oid()
  return oid === undefined
    ? { controls: [], lacksControl: true }
    : { controls: [new PolicyHintsControl(oid)], lacksControl: false }
}

/** After a write without an answer: what the account says, or that nobody knows. */
async function outcomeOfLost(
  directory: Directory,
  order: WriteOrder,
  before: BeforeWrite,
  timedOut: boolean,
): Promise<OutcomeCode> {
  const settled = await settleUnknown(directory.pool, order.objectGuid, before)
  if (settled === 'applied') return appliedOutcome(order.operation)
  // A request that timed out may yet be done; one whose connection ended twice unseen is gone.
  return settled === 'unknown' || timedOut ? 'outcome-unknown' : 'directory-unavailable'
}

async function write(
  { directory, faults, mayBegin }: ApplyOptions,
  order: WriteOrder,
  before: BeforeWrite,
  target: string,
  controls: Control[],
): Promise<Applied> {
  try {
    const began = await directory.pool.run(async (client) => {
      if (!mayBegin()) return false
      await client.modify(target, changesOf(order, faults), controls)
      return true
    })
    return { outcome: began ? appliedOutcome(order.operation) : 'dropped' }
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    const { failure } = error
    const reason = describeFailure(failure)
    const lacksControl =
      failure.kind === 'refused' && failure.code === UNAVAILABLE_CRITICAL_EXTENSION
    if (lacksControl) directory.policyHints.forget()
    const timedOut = failure.kind === 'lost' && failure.timedOut
    const outcome =
      outcomeOfFailure(failure, order.operation) ??
      (await outcomeOfLost(directory, order, before, timedOut))
    return { outcome, reason, lacksControl }
  }
}

async function checkAndWrite(options: ApplyOptions, order: WriteOrder): Promise<Applied> {
  const { directory, faults, mayWrite } = options
  const { operation, mustChangeAtNextLogon } = order
  const account = await (options.reading ?? readAccount(directory.pool, order.objectGuid))
  const refusal = await refusalOf(options, account, order)
  if (account === undefined || refusal !== undefined) {
    if (account !== undefined && refusal === 'no-permission') {
      await scrambleIfFaulty(faults, directory.pool, account.target)
    }
    return { outcome: refusal ?? 'user-not-found' }
  }
  const { controls, lacksControl } = await controlsFor(options, operation)
  if (lacksControl && options.policyHints === 'required') {
    return { outcome: 'directory-configuration', reason: CONTROL_MISSING, lacksControl }
  }
  const before = { operation, mustChangeAtNextLogon, pwdLastSet: account.pwdLastSet }
  if (!(await mayWrite(before))) return { outcome: 'dropped' }
  if (faults.fires('agent-reports-success-unwritten'))
    return { outcome: appliedOutcome(order.operation) }
  const written = await write(options, order, before, account.target, controls)
  return lacksControl ? { reason: WRITTEN_WITHOUT, ...written, lacksControl } : written
}

/** Reads, checks and writes; the outcome follows from what the directory answered. */
export async function applyRequest(options: ApplyOptions, order: WriteOrder): Promise<Applied> {
  try {
    if (isRefusedUnder(options.faults, order)) return { outcome: 'policy' }
    if (UNPAIRED_SURROGATE.test(order.newPassword)) return { outcome: 'password-not-representable' }
    const newPassword = alteredUnder(options.faults, order.newPassword)
    const altered = newPassword === order.newPassword ? order : { ...order, newPassword }
    return hiddenUnder(options.faults, await checkAndWrite(options, altered))
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    // Before the write: whatever is unknown here, nothing was changed.
    const { failure } = error
    const outcome = outcomeOfFailure(failure, order.operation) ?? 'directory-unavailable'
    return { outcome, reason: describeFailure(failure) }
  }
}
