import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import type { Answer } from './answers.ts'
import { Refusal } from './refusal.ts'
import type { Told } from './operations.ts'
import type { Portal } from './portal-state.ts'
import type { Tenant } from './tenants.ts'
import { isOnPremisesManaged, type User } from './user-list.ts'
import { writeBack, type WriteBackRequest } from './writeback.ts'

export interface SetPassword extends WriteBackRequest {
  readonly tenant: Tenant
  readonly user: User
  /** Whether the client that asks is one whose operations are written back (PWB-OPS). */
  readonly writtenBack: boolean
  readonly trackingId: string
}

/** An account of the cloud only: no message, also while the agent is down (PWB-MODE-4). */
async function setCloudPassword({ operations }: Portal, ask: SetPassword): Promise<Told> {
  const { tenant, user, newPassword, currentPassword } = ask
  const { cloudPasswords } = tenant
  if (
    currentPassword !== undefined &&
    !(await cloudPasswords.matches(user.cloudAnchor, currentPassword))
  ) {
    return operations.record('wrong-current-password')
  }
  await cloudPasswords.replace(user.cloudAnchor, newPassword)
  return operations.record('changed')
}

function perform(portal: Portal, ask: SetPassword): Promise<Told> | Told {
  const { tenant, user, operation, writtenBack } = ask
  const { operations } = portal
  if (!isOnPremisesManaged(user)) return setCloudPassword(portal, ask)
  if (!writtenBack) return operations.record('origin-not-written-back')
  const { mustChangeAtNextLogon, newPassword, currentPassword } = ask
  return writeBack(portal, tenant, user, {
    operation,
    mustChangeAtNextLogon,
    newPassword,
    ...(currentPassword !== undefined && { currentPassword }),
  })
}

/** Sets a password where it belongs, counts and logs the outcome, and answers it. */
export async function setPassword(
  portal: Portal,
  ask: SetPassword,
): Promise<{ code: OutcomeCode; answer: Answer }> {
  const { answers, clock, counters, log } = portal
  const { trackingId, tenant, operation } = ask
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
    })
  }
  try {
    const told = await perform(portal, ask)
    note(told.code, told.operationId)
    return { code: told.code, answer: answers.outcome(told, trackingId) }
  } catch (error) {
    if (error instanceof Refusal) note(error.code, '')
    throw error
  }
}
