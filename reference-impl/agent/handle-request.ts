import { LIMITS } from '../../harness/contract/limits.ts'
import { OUTCOMES, type OutcomeCode, outcomeOfWire } from '../../harness/contract/outcomes.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import { PackageError, type SealedRequest } from '../protocol/message.ts'
import { type Applied, applyRequest } from './apply-request.ts'
import type { Forest } from './directory/directory.ts'
import { readAccount } from './directory/read-account.ts'
import type { BeforeWrite } from './directory/settle-unknown.ts'
import { eventOfId } from './event-names.ts'
import type { EventDetails, EventLog } from './event-log.ts'
import type { Journal } from './journal.ts'
import type { Ended } from './journal-record.ts'
import { OPERATION_EVENTS } from './operation-events.ts'
import { textOf } from './problem.ts'
import type { Lookup } from './synchronise/engine.ts'

export interface HandlerOptions {
  readonly tenant: string
  readonly clock: Clock
  readonly clockSkewMs: number
  /** How long a write may take at most, so that one begun in time ends before the portal calls it failed. */
  readonly writeMarginMs: number
  readonly policyHints: 'required' | 'optional'
  readonly faults: Faults
  readonly events: EventLog
  readonly journal: Journal
  /** By the number that a lookup gives. */
  readonly forestAt: (forest: number) => Pick<Forest, 'domain' | 'directory'>
  /** Where a cloud anchor leads to. */
  readonly find: (cloudAnchor: Buffer) => Lookup
  /** The same by the name as of the last import: what an agent must not do (PWB-LOOK-9). */
  readonly findByName: (cloudAnchor: Buffer) => Promise<Lookup>
}

/** What a result message is made of, and what the journal keeps. */
export type Told = Pick<Ended, 'wire' | 'agentMicros' | 'directoryMicros' | 'completedAtMs'>

interface Timed {
  readonly applied: Applied
  readonly directoryMs: number
}

const MICROS_PER_MS = 1_000
/** The fault's: all but the first seconds of a request's time to live. */
const HASTE_MS = LIMITS.requestTtlMs - 5_000

const wireOf = (outcome: OutcomeCode) => OUTCOMES[outcome].wire ?? OUTCOMES['agent-refused'].wire

/** Whether the request may still be applied: the directory never sees one after its deadline (PWB-TTL-2). */
export const isInTime = ({ clock, faults }: HandlerOptions, { deadlineMs }: SealedRequest) =>
  clock.now() + (faults.fires('agent-expires-early') ? HASTE_MS : 0) <= deadlineMs ||
  faults.fires('agent-ignores-deadline')

/**
 * Whether its write may still begin. The portal calls an unanswered request failed from its deadline
 * and the clock difference on: a write has to have ended by then (PWB-TTL-4).
 */
export const mayBegin = (options: HandlerOptions, request: SealedRequest) =>
  options.clock.now() + options.writeMarginMs <= request.deadlineMs ||
  (isInTime(options, request) && options.faults.fires('agent-writes-until-deadline')) ||
  options.faults.fires('agent-ignores-deadline')

/** What is told where a cloud anchor leads to no account that may be written (PWB-LOOK-2, PWB-LOOK-5). */
const OUTCOME_OF_LOOKUP = { missing: 'user-not-found', multiple: 'multiple-matches' } as const

/** The faults of telling a specific outcome as another (PWB-PROT-2, PWB-LOOK-7). */
function hiddenUnder<T extends Applied['outcome']>(faults: Faults, outcome: T) {
  if (outcome === 'no-permission' && faults.fires('agent-hides-permission')) return 'policy'
  const isOutage = outcome === 'directory-unavailable'
  return isOutage && faults.fires('agent-hides-outage') ? 'directory-error' : outcome
}

/** From an authentic request to what is to be told; undefined: nothing was done, nothing is told. */
export function createHandler(options: HandlerOptions) {
  const { tenant, clock, clockSkewMs, events, journal, faults } = options

  const untilMsOf = ({ deadlineMs }: SealedRequest) => deadlineMs + clockSkewMs
  const nameOf = (request: SealedRequest) => ({
    tenant,
    id: request.id,
    untilMs: untilMsOf(request),
  })

  async function openAndApply(
    request: SealedRequest,
    opening: ReturnType<SealedRequest['passwords']>,
  ): Promise<Timed> {
    const { cloudAnchor } = request
    const account = faults.fires('agent-remembers-names')
      ? await options.findByName(cloudAnchor)
      : options.find(cloudAnchor)
    if (account.kind !== 'found') {
      await opening
      const { kind, reason } = account
      const hidden = kind === 'multiple' && faults.fires('agent-hides-several-matches')
      const outcome = OUTCOME_OF_LOOKUP[hidden ? 'missing' : kind]
      return { applied: { outcome, reason }, directoryMs: 0 }
    }
    const since = performance.now()
    const { domain, directory } = options.forestAt(account.forest)
    // The directory is asked while the thread pool opens the password: neither needs the other.
    const reading = readAccount(directory.pool, account.objectGuid)
    reading.catch(() => undefined)
    const { newPassword = '', currentPassword = '' } = await opening
    if (faults.fires('agent-logs-passwords')) {
      events.write('PasswordResetStart', { tenant, reason: newPassword })
    }
    let journalMs = 0
    const mayWrite = async (before: BeforeWrite) => {
      const beganAt = performance.now()
      await journal.begin({
        is: 'begun',
        tenant,
        id: request.id,
        untilMs: untilMsOf(request),
        operation: before.operation,
        mustChangeAtNextLogon: before.mustChangeAtNextLogon,
        domain,
        objectGuid: account.objectGuid.toString('hex'),
        pwdLastSet: before.pwdLastSet,
      })
      journalMs = performance.now() - beganAt
      return mayBegin(options, request)
    }
    const { operation, mustChangeAtNextLogon } = request
    const { objectGuid, isProtectedBySid } = account
    const applied = await applyRequest(
      {
        directory,
        policyHints: options.policyHints,
        faults,
        mayWrite,
        mayBegin: () => mayBegin(options, request),
        reading,
      },
      {
        operation,
        mustChangeAtNextLogon,
        objectGuid,
        isProtectedBySid,
        newPassword,
        currentPassword,
      },
    )
    return { applied, directoryMs: performance.now() - since - journalMs }
  }

  function logEnd(
    request: SealedRequest,
    outcome: OutcomeCode,
    lacksControl: boolean,
    details: EventDetails,
  ) {
    const { success, fail } = OPERATION_EVENTS[request.operation]
    const { event, definite, changed } = OUTCOMES[outcome]
    if (lacksControl && !faults.fires('agent-omits-control-event')) {
      events.write('PasswordPolicyControlMissing', details)
    }
    if (event !== null) events.write(eventOfId(event), details)
    const isSuccess = definite && (changed || outcome === 'unlocked')
    events.write(isSuccess ? success : fail, details)
  }

  function refuse(request: SealedRequest, error: unknown, details: EventDetails): Timed {
    const reason = textOf(error)
    if (error instanceof PackageError) events.write('DecryptionError', { ...details, reason })
    else events.write('UnknownError', { ...details, reason })
    journal.drop(nameOf(request))
    return { applied: { outcome: 'agent-refused', reason }, directoryMs: 0 }
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
    if (!faults.fires('agent-omits-start-event')) {
      events.write(OPERATION_EVENTS[request.operation].start, details)
    }
    const { applied, directoryMs } = await openAndApply(request, opening).catch((error: unknown) =>
      refuse(request, error, details),
    )
    const { reason, lacksControl = false } = applied
    const outcome = hiddenUnder(faults, applied.outcome)
    const more = reason === undefined ? details : { ...details, reason }
    if (outcome === 'dropped') {
      journal.drop(nameOf(request))
      events.write('RequestExpired', more)
      return undefined
    }
    logEnd(request, outcome, lacksControl, more)
    const told: Told = {
      wire: wireOf(outcome),
      agentMicros: Math.round((performance.now() - arrivedAt) * MICROS_PER_MS),
      directoryMicros: Math.round(directoryMs * MICROS_PER_MS),
      completedAtMs: Math.floor(clock.now()),
    }
    if (outcome !== 'agent-refused') {
      journal.end({
        is: 'ended',
        tenant,
        id: request.id,
        untilMs: untilMsOf(request),
        wire: told.wire,
        agentMicros: told.agentMicros,
        directoryMicros: told.directoryMicros,
        completedAtMs: told.completedAtMs,
      })
    }
    return told
  }

  return {
    apply,
    /** What was told when the request came before, over restarts (PWB-SEC-7). */
    recorded(request: SealedRequest): Told | undefined {
      const known = journal.find(tenant, request.id)
      if (known?.is !== 'ended' || options.faults.fires('agent-forgets-requests')) return undefined
      return known
    },
  }
}

/** The outcome of a number that this agent wrote itself. */
export const outcomeTold = ({ wire }: Told): OutcomeCode => outcomeOfWire(wire) ?? 'agent-refused'
