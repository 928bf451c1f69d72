import { randomBytes } from 'node:crypto'
import type { OutcomeCode } from '../../../harness/contract/outcomes.ts'
import type { Faults } from '../../faults.ts'
import {
  type OperationKind,
  type RequestBody,
  type SealingKeys,
  sealRequest,
} from '../../protocol/message.ts'
import { drawBytes } from '../../protocol/random-pool.ts'
import type { SendOptions, SendOutcome } from '../../protocol/relay-connection.ts'
import { meetsCloudPolicy } from './cloud-policy.ts'
import { sendAgainUnder } from './faulty-resend.ts'
import { Refusal } from '../http/refusal.ts'
import type { Told } from './operations.ts'
import type { Portal } from '../portal-state.ts'
import type { Way } from './join-links.ts'
import type { Generation } from '../onboarding/generations.ts'
import type { Tenant } from '../onboarding/tenants.ts'
import type { User } from '../onboarding/user-list.ts'

/** One request for the agent, as the person or administrator asked. */
export interface WriteBackRequest {
  readonly operation: OperationKind
  readonly mustChangeAtNextLogon: boolean
  /** All but an unlock. */
  readonly newPassword?: string | undefined
  readonly currentPassword?: string | undefined
}

/** For whom. */
interface WriteBack extends WriteBackRequest {
  readonly tenant: Tenant
  readonly user: User
  readonly trackingId: string
}

/** The generation with its symmetric key, whose reading is audited. */
function sealingKeys(
  { secretStore }: Portal,
  { tenant, trackingId }: WriteBack,
  { keyId, publicKey }: Generation,
): SealingKeys {
  const purpose = 'seal-request'
  const asked = { tenant: tenant.name, keyId, purpose, trackingId }
  const symmetricKey = secretStore.read(asked)
  if (symmetricKey === undefined) throw new Error('the current key is not in the secret store')
  return { tenant: tenant.name, keyId, publicKey, symmetricKey }
}

/** What is certain when the relay did not take the request; what it took, or may have, waits for a result. */
function endOf({ faults }: Portal, way: Way, sent: SendOutcome): OutcomeCode | null {
  switch (sent) {
    case 'accepted':
      return faults.fires('portal-answers-early') ? 'changed' : null
    case 'lost':
      return null
    case 'rejected':
      return 'overloaded'
    case 'released':
      return way.attached() ? 'overloaded' : 'service-down'
  }
}

const NONCE_BYTES = 12
const repeatingNonce = (size: number) =>
  size === NONCE_BYTES ? Buffer.alloc(size, 1) : randomBytes(size)

/** Both switches are needed: the agent's feature and the tenant's own (PWB-LIFE-2). */
export function requireWriteback(faults: Faults, { writeback, settings }: Tenant): Generation {
  const switchedOn = settings.writeback || faults.fires('portal-ignores-tenant-switch')
  if (writeback === null || !switchedOn) throw new Refusal('writeback-disabled')
  if (writeback.earlier !== null && faults.fires('portal-pauses-while-keys-roll')) {
    throw new Refusal('service-down')
  }
  return writeback.current
}

/** The cloud copy of a hash-synchronised user's password follows at once (PWB-MODE-2, PWB-MODE-5). */
const finishOf =
  ({ faults }: Portal, asked: WriteBack, newPassword: string) =>
  async (code: OutcomeCode): Promise<OutcomeCode> => {
    const { tenant, user, mustChangeAtNextLogon } = asked
    if (code !== 'changed' || faults.fires('portal-omits-cloud-copy')) return code
    // The on-premises policy alone decides about a synchronised password (PWB-MODE-6).
    const refused = !meetsCloudPolicy(newPassword) && faults.fires('portal-applies-cloud-policy')
    const { cloudAnchor } = user
    const copied =
      !refused &&
      (await tenant.cloudPasswords.replace(cloudAnchor, newPassword, mustChangeAtNextLogon))
    if (copied) return code
    return faults.fires('portal-fails-plainly') ? 'directory-error' : 'cloud-copy-failed'
  }

const sendOptions = (
  { faults, config }: Portal,
  { newPassword }: WriteBackRequest,
): SendOptions => ({
  ttlMs: config.requestTtlMs,
  subject: faults.fires('portal-leaks-length') ? '.'.repeat(newPassword?.length ?? 0) : undefined,
})

async function sendFor(
  portal: Portal,
  way: Way,
  sealed: { id: string; bytes: Buffer },
  request: WriteBackRequest,
) {
  if (portal.faults.fires('portal-sends-nothing')) {
    portal.operations.end(sealed.id, 'changed')
    return
  }
  const end = endOf(portal, way, await way.send(sealed.bytes, sendOptions(portal, request)))
  if (end !== null) portal.operations.end(sealed.id, end)
}

const sealedPart = (faults: Portal['faults'], password: string) =>
  faults.fires('portal-seals-half') ? password.slice(0, password.length / 2) : password

/** The fault of unlocking by a reset. */
const asSent = (faults: Faults, asked: WriteBack): WriteBack =>
  asked.operation === 'unlock' && faults.fires('portal-unlocks-by-reset')
    ? {
        ...asked,
        operation: 'administrator-reset',
        newPassword: randomBytes(24).toString('base64'),
      }
    : asked

/**
 * Seals the request and sends it; resolves with the agent's outcome, or after the portal's wait with
 * `outcome-unknown` (PWB-FLOW-10). Throws `writeback-disabled` and `overloaded`: nothing sent.
 */
export async function writeBack(portal: Portal, given: WriteBack): Promise<Told> {
  const { clock, config, operations, faults } = portal
  const asked = asSent(faults, given)
  const { tenant, user, operation, mustChangeAtNextLogon, newPassword, currentPassword } = asked
  const generation = requireWriteback(faults, tenant)
  const way = generation.link.way()
  operations.admit()
  const deadlineMs = Math.floor(clock.now()) + config.requestTtlMs
  const random = faults.fires('portal-repeats-nonce') ? repeatingNonce : drawBytes
  const body: RequestBody = {
    operation,
    mustChangeAtNextLogon,
    newPassword: newPassword === undefined ? undefined : sealedPart(faults, newPassword),
    currentPassword,
    cloudAnchor: Buffer.from(user.cloudAnchor, 'base64'),
    deadlineMs,
    beside: faults.fires('portal-repeats-password') ? Buffer.from(newPassword ?? '') : undefined,
  }
  const sealed = await sealRequest(sealingKeys(portal, asked, generation), body, random)
  const before = way.disturbances()
  const told = operations.open({
    operationId: sealed.id,
    tenant: tenant.name,
    untilMs: deadlineMs + config.clockSkewMs,
    undisturbed: () => way.disturbances() === before,
    finish:
      user.mode === 'hash-synchronised' && newPassword !== undefined
        ? finishOf(portal, asked, newPassword)
        : undefined,
  })
  // A broker may never say what became of a message: the wait for the result does not hang on it.
  void sendFor(portal, way, sealed, asked)
  void sendAgainUnder(portal, { tenant, operationId: sealed.id }, generation, async (current) => {
    const again = await sealRequest(sealingKeys(portal, asked, current), body, random)
    await current.link.way().send(again.bytes, sendOptions(portal, asked))
  })
  return told
}
