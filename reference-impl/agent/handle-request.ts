import type { webcrypto } from 'node:crypto'
import { OUTCOMES, type OutcomeCode, outcomeOfWire } from '../../harness/contract/outcomes.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { PackageError, type PackageKeys, type SealedRequest } from '../protocol/message.ts'
import { type Applied, applyRequest } from './apply-request.ts'
import type { Directory } from './directory/directory.ts'
import type { BeforeWrite } from './directory/settle-unknown.ts'
import { eventOfId } from './event-names.ts'
import type { EventDetails, EventLog } from './event-log.ts'
import type { Journal } from './journal.ts'
import type { Ended } from './journal-record.ts'
import { OPERATION_EVENTS } from './operation-events.ts'
import { textOf } from './problem.ts'
import type { AccountIndex } from './synchronise/account-index.ts'

export interface HandlerOptions {
  readonly keys: PackageKeys
  readonly nextPrivateKey: () => webcrypto.CryptoKey
  readonly clock: Clock
  readonly clockSkewMs: number
  readonly policyHints: 'required' | 'optional'
  readonly faults: Faults
  readonly events: EventLog
  readonly journal: Journal
  readonly directory: Directory
  /** Undefined before the first full import. */
  readonly accounts: () => AccountIndex | undefined
}

/** What a result message is made of, and what the journal keeps. */
export type Told = Pick<Ended, 'wire' | 'agentMicros' | 'directoryMicros' | 'completedAtMs'>

const MICROS_PER_MS = 1_000
const MISSING_CONTROL: OutcomeCode = 'directory-configuration'

const wireOf = (outcome: OutcomeCode) => OUTCOMES[outcome].wire ?? OUTCOMES['agent-refused'].wire

/** Whether the request may still be applied: the directory never sees one after its deadline (PWB-TTL-2). */
export const isInTime = ({ clock, faults }: HandlerOptions, { deadlineMs }: SealedRequest) =>
  clock.now() <= deadlineMs || faults.fires('agent-ignores-deadline')

/** From an authentic request to what is to be told; undefined: nothing was done, nothing is told. */
export function createHandler(options: HandlerOptions) {
  const { keys, clock, clockSkewMs, events, journal } = options
  const { tenant } = keys

  const nameOf = ({ id, deadlineMs }: SealedRequest) => ({
    tenant,
    id,
    untilMs: deadlineMs + clockSkewMs,
  })

  async function openAndApply(
    request: SealedRequest,
    opening: ReturnType<SealedRequest['passwords']>,
    note: (waitedMs: number) => void,
  ): Promise<Applied> {
    const account = options.accounts()?.find(request.cloudAnchor)
    const { newPassword = '', currentPassword = '' } = await opening
    if (account === undefined) return { outcome: 'user-not-found' }
    const mayWrite = async (before: BeforeWrite) => {
      const since = performance.now()
      const objectGuid = account.objectGuid.toString('hex')
      await journal.begin({ ...nameOf(request), ...before, objectGuid })
      note(performance.now() - since)
      return isInTime(options, request)
    }
    const { operation, mustChangeAtNextLogon } = request
    return applyRequest(
      { ...options, mayWrite },
      {
        operation,
        mustChangeAtNextLogon,
        objectGuid: account.objectGuid,
        newPassword,
        currentPassword,
      },
    )
  }

  function logEnd(request: SealedRequest, outcome: OutcomeCode, details: EventDetails) {
    const { success, fail } = OPERATION_EVENTS[request.operation]
    const { event, definite, changed } = OUTCOMES[outcome]
    if (outcome === MISSING_CONTROL) events.write('PasswordPolicyControlMissing', details)
    if (event !== null) events.write(eventOfId(event), details)
    const isSuccess = definite && (changed || outcome === 'unlocked')
    events.write(isSuccess ? success : fail, details)
  }

  function refuse(request: SealedRequest, error: unknown, details: EventDetails): Applied {
    const reason = textOf(error)
    if (error instanceof PackageError) events.write('DecryptionError', { ...details, reason })
    else events.write('UnknownError', { ...details, reason })
    journal.drop(nameOf(request))
    return { outcome: 'agent-refused', reason }
  }

  async function apply(
    request: SealedRequest,
    opening: ReturnType<SealedRequest['passwords']>,
    arrivedAt: number,
  ): Promise<Told | undefined> {
    const details: EventDetails = {
      tenant,
      trackingId: request.id,
      cloudAnchor: request.cloudAnchor.toString('base64'),
    }
    events.write(OPERATION_EVENTS[request.operation].start, details)
    let journalMs = 0
    const since = performance.now()
    const { outcome, reason } = await openAndApply(request, opening, (ms) => {
      journalMs = ms
    }).catch((error: unknown) => refuse(request, error, details))
    const now = performance.now()
    const more = { ...details, ...(reason !== undefined && { reason }) }
    if (outcome === 'dropped') {
      journal.drop(nameOf(request))
      events.write('RequestExpired', more)
      return undefined
    }
    logEnd(request, outcome, more)
    const told: Told = {
      wire: wireOf(outcome),
      agentMicros: Math.round((now - arrivedAt) * MICROS_PER_MS),
      directoryMicros: Math.round((now - since - journalMs) * MICROS_PER_MS),
      completedAtMs: Math.floor(clock.now()),
    }
    if (outcome !== 'agent-refused') journal.end({ ...nameOf(request), ...told })
    return told
  }

  return {
    apply,
    /** What was told when the request came before, over restarts (PWB-SEC-7). */
    recorded(request: SealedRequest): Told | undefined {
      const known = journal.find(tenant, request.id)
      return known?.is === 'ended' ? known : undefined
    },
  }
}
export type Handler = ReturnType<typeof createHandler>

/** The outcome of a number that this agent wrote itself. */
export const outcomeTold = ({ wire }: Told): OutcomeCode => outcomeOfWire(wire) ?? 'agent-refused'
