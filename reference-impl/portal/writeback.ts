import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import { type OperationKind, sealRequest } from '../protocol/message.ts'
import type { SendOptions, SendOutcome } from '../protocol/relay-connection.ts'
import { Refusal } from './refusal.ts'
import type { Told } from './operations.ts'
import type { Portal } from './portal-state.ts'
import type { TenantLink } from './relay-link.ts'
import type { Tenant, Writeback } from './tenants.ts'
import type { User } from './user-list.ts'

/** One request for the agent, as the person or administrator asked. */
export interface WriteBackRequest {
  readonly operation: OperationKind
  readonly mustChangeAtNextLogon: boolean
  readonly newPassword: string
  readonly currentPassword?: string
}

/** What is certain when the relay did not take the request; what it took, or may have, waits for a result. */
function endOf({ faults }: Portal, link: TenantLink, sent: SendOutcome): OutcomeCode | null {
  switch (sent) {
    case 'accepted':
      return faults.fires('portal-answers-early') ? 'changed' : null
    case 'lost':
      return null
    case 'rejected':
      return 'overloaded'
    case 'released':
      return link.attached() ? 'overloaded' : 'service-down'
  }
}

/** Both switches are needed: the agent's feature and the tenant's own (PWB-LIFE-2). */
export function requireWriteback({ writeback, settings }: Tenant): Writeback {
  if (writeback === null || !settings.writeback) throw new Refusal('writeback-disabled')
  return writeback
}

/** The cloud copy of a hash-synchronised user's password follows at once (PWB-MODE-2, PWB-MODE-5). */
const finishOf = (tenant: Tenant, user: User, newPassword: string) => async (code: OutcomeCode) => {
  if (code !== 'changed') return code
  try {
    await tenant.cloudPasswords.replace(user.cloudAnchor, newPassword)
    return code
  } catch {
    return 'cloud-copy-failed'
  }
}

const sendOptions = (
  { faults, config }: Portal,
  { newPassword }: WriteBackRequest,
): SendOptions => ({
  ttlMs: config.requestTtlMs,
  ...(faults.fires('portal-leaks-length') && { subject: '.'.repeat(newPassword.length) }),
})

async function sendFor(
  portal: Portal,
  link: TenantLink,
  sealed: { id: string; bytes: Buffer },
  request: WriteBackRequest,
) {
  const end = endOf(portal, link, await link.send(sealed.bytes, sendOptions(portal, request)))
  if (end !== null) portal.operations.end(sealed.id, end)
}

/**
 * Seals the request and sends it; resolves with the agent's outcome, or after the portal's wait with
 * `outcome-unknown` (PWB-FLOW-10). Throws `writeback-disabled` and `overloaded`: nothing sent.
 */
export async function writeBack(
  portal: Portal,
  tenant: Tenant,
  user: User,
  request: WriteBackRequest,
): Promise<Told> {
  const { clock, config, operations } = portal
  const { keys, link } = requireWriteback(tenant)
  operations.admit()
  const deadlineMs = Math.floor(clock.now()) + config.requestTtlMs
  const sealed = await sealRequest(keys, {
    ...request,
    cloudAnchor: Buffer.from(user.cloudAnchor, 'base64'),
    deadlineMs,
  })
  const before = link.disturbances()
  const told = operations.open({
    operationId: sealed.id,
    untilMs: deadlineMs + config.clockSkewMs,
    undisturbed: () => link.disturbances() === before,
    ...(user.mode === 'hash-synchronised' && {
      finish: finishOf(tenant, user, request.newPassword),
    }),
  })
  // A broker may never say what became of a message: the wait for the result does not hang on it.
  void sendFor(portal, link, sealed, request)
  return told
}
