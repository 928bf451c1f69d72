import { OUTCOME_CODES, OUTCOMES, type OutcomeCode } from '../../../harness/contract/outcomes.ts'

/** What addresses have in common, so that each lists only what is its own. */

/** Every address: a body or a path that is not understood, and a failure of the service. */
export const ANYWHERE: readonly OutcomeCode[] = ['invalid-request', 'internal']

/** Every address that an administrator's token opens. */
export const TO_ADMINISTRATORS: readonly OutcomeCode[] = ['invalid-token', 'forbidden']

/** A session that is asked for by its id, with the gates passed. */
export const IN_SESSION: readonly OutcomeCode[] = [
  'session-unknown',
  'gates-not-passed',
  'too-many-attempts',
]

/** What the agent answers. */
const fromPremises = OUTCOME_CODES.filter((code) => OUTCOMES[code].wire !== null)

/** An operation that goes to the agent, whatever becomes of it. */
export const WRITTEN_BACK: readonly OutcomeCode[] = [
  ...fromPremises,
  'writeback-disabled',
  'not-licensed',
  'service-down',
  'expired',
]

/** A password that is set, on premises or in the cloud. */
export const SETS_PASSWORD: readonly OutcomeCode[] = [
  ...WRITTEN_BACK,
  'cloud-copy-failed',
  'cloud-policy',
  'cloud-unavailable',
]
