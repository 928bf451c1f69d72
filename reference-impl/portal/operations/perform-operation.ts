import { setTimeout as sleep } from 'node:timers/promises'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Faults } from '../../faults.ts'
import type { Answer } from '../http/answers.ts'
import { meetsCloudPolicy } from './cloud-policy.ts'
import { requireWritebackLicence } from '../access/eligibility.ts'
import type { Told } from './operations.ts'
import type { Portal } from '../portal-state.ts'
import { Refusal } from '../http/refusal.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import { isOnPremisesManaged, type User } from '../onboarding/user-list.ts'
import { writeBack, type WriteBackRequest } from './writeback.ts'

/** The fault's. */
const SLOWNESS_MS = 700

export interface Asked extends WriteBackRequest {
  readonly tenant: Tenant
  readonly user: User
  /** Whether the client that asks is one whose operations are written back (PWB-OPS). */
  readonly origin: 'written-back' | 'not-written-back'
  readonly trackingId: string
}

/** A password of the cloud only, by the cloud's own rules. */
async function setCloudPassword(
  faults: Faults,
  asked: Asked,
  newPassword: string,
): Promise<OutcomeCode> {
  const { tenant, user, currentPassword, mustChangeAtNextLogon } = asked
  const { cloudPasswords } = tenant
  const { cloudAnchor } = user
  if (
    currentPassword !== undefined &&
    (await cloudPasswords.try(cloudAnchor, currentPassword)) === 'wrong'
  ) {
    return 'wrong-current-password'
  }
  if (!meetsCloudPolicy(newPassword)) return 'cloud-policy'
  if (!cloudPasswords.isWritable()) return 'cloud-unavailable'
  if (faults.fires('portal-forgets-cloud-only')) return 'changed'
  await cloudPasswords.replace(cloudAnchor, newPassword, mustChangeAtNextLogon)
  tenant.throttles.signIns.forget(cloudAnchor)
  return 'changed'
}

/** An account of the cloud only: no message, also while the agent is down (PWB-MODE-4). */
async function performInCloud(portal: Portal, asked: Asked): Promise<Told> {
  const { operations, faults, cloudPasswordWork } = portal
  const { tenant, user, newPassword } = asked
  if (newPassword !== undefined) {
    const set = () => setCloudPassword(faults, asked, newPassword)
    return operations.record(await cloudPasswordWork.run(set))
  }
  tenant.throttles.signIns.forget(user.cloudAnchor)
  return operations.record('unlocked')
}

async function performOnPremises(portal: Portal, asked: Asked): Promise<Told> {
  const { tenant, user, origin } = asked
  const { operations, faults } = portal
  if (origin === 'not-written-back' && !faults.fires('portal-writes-back-every-origin')) {
    const silent = faults.fires('portal-hides-unsupported-origin')
    return operations.record(silent ? 'changed' : 'origin-not-written-back')
  }
  requireWritebackLicence(portal, tenant, user)
  const { operation, mustChangeAtNextLogon, newPassword, currentPassword, trackingId } = asked
  return writeBack(portal, {
    tenant,
    user,
    operation,
    mustChangeAtNextLogon,
    newPassword,
    currentPassword,
    trackingId,
  })
}

function perform(portal: Portal, asked: Asked): Promise<Told> {
  const { tenant, user, operation } = asked
  const unlockAllowed =
    tenant.settings.unlockWithoutReset || portal.faults.fires('portal-ignores-unlock-switch')
  if (operation === 'unlock' && !unlockAllowed) throw new Refusal('unlock-not-enabled')
  if (isOnPremisesManaged(user)) return performOnPremises(portal, asked)
  if (portal.faults.fires('portal-writes-back-cloud-only')) return writeBack(portal, asked)
  return performInCloud(portal, asked)
}

/** Performs an operation where the account's password lives, counts and logs the outcome, and answers it. */
export async function performOperation(
  portal: Portal,
  asked: Asked,
): Promise<{ code: OutcomeCode; answer: Answer }> {
  const { answers, clock, counters, log } = portal
  const { trackingId, tenant, operation } = asked
  const startedMs = clock.now()
  const note = (code: OutcomeCode, operationId: string) => {
    counters.countOutcome(code)
    log.write({
      time: new Date(clock.now()).toISOString(),
      trackingId,
      operationId,
      tenant: tenant.name,
      kind: operation,
      outcome: code,
      tookMs: Math.round(clock.now() - startedMs),
      ...(portal.faults.fires('portal-logs-passwords') && { password: asked.newPassword ?? '' }),
    })
  }
  try {
    const told = await perform(portal, asked)
    const { underLoad } = portal.operations
    const isSlow = portal.faults.fires('portal-answers-slowly') || underLoad.isTired()
    if (isSlow) await sleep(SLOWNESS_MS)
    note(told.code, told.operationId)
    if (underLoad.forgets()) return { code: told.code, answer: { status: 200, body: {} } }
    return { code: told.code, answer: answers.outcome(told, trackingId) }
  } catch (error) {
    if (error instanceof Refusal) note(error.code, '')
    throw error
  }
}
