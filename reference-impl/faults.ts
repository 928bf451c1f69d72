import { appendFileSync } from 'node:fs'
import type { Fault } from './fault.ts'
import { AGENT_FAULTS } from './faults-agent.ts'
import { JOURNEY_FAULTS } from './faults-journeys.ts'
import { DIRECTORY_FAULTS } from './faults-directory.ts'
import { FOREST_FAULTS } from './faults-forests.ts'
import { KEY_FAULTS } from './faults-keys.ts'
import { LOAD_FAULTS } from './faults-load.ts'
import { LINK_FAULTS } from './faults-link.ts'
import { MESSAGE_FAULTS } from './faults-messages.ts'
import { SYNCHRONISE_FAULTS } from './faults-synchronise.ts'
import { PREMISES_FAULTS } from './faults-premises.ts'
import { PORTAL_FAULTS } from './faults-portal.ts'
import { TOLD_FAULTS } from './faults-told.ts'
import type { VariantName } from './variants.ts'

/**
 * Named deviations of the reference, each the killer of the requirements it names: requirement id →
 * the finding it must produce. Set by `--fault NAME` on the command line, never by the control plane.
 */
export const FAULTS = {
  ...AGENT_FAULTS,
  ...JOURNEY_FAULTS,
  ...DIRECTORY_FAULTS,
  ...FOREST_FAULTS,
  ...KEY_FAULTS,
  ...LINK_FAULTS,
  ...LOAD_FAULTS,
  ...MESSAGE_FAULTS,
  ...PORTAL_FAULTS,
  ...PREMISES_FAULTS,
  ...SYNCHRONISE_FAULTS,
  ...TOLD_FAULTS,
  'agent-reports-success-unwritten': {
    role: 'agent',
    deviation: 'answers "changed" without writing to the directory',
    kills: {
      'PWB-PROT-4': 'told-changed-not-written',
      'PWB-LOOK-8': 'oddly-named-not-written',
      'PWB-LOOK-9': 'renamed-told-otherwise',
      'PWB-FLOW-4': 'not-usable-at-answer',
      'PWB-OPS-1': 'not-written-back',
      'PWB-OPS-2': 'not-written-back',
      'PWB-OPS-3': 'new-password-refused',
      'PWB-OPS-4': 'not-written-back',
      'PWB-OPS-6': 'control-not-written-back',
      'PWB-OPS-7': 'control-not-written-back',
      'PWB-OPS-8': 'not-written-back',
      'PWB-OPS-9': 'not-unlocked',
      'PWB-OPS-11': 'control-not-written-back',
      'PWB-MODE-1': 'not-written-back',
      'PWB-MODE-2': 'not-written-back',
      'PWB-MODE-3': 'not-written-back',
      'PWB-MODE-4': 'control-not-written-back',
      'PWB-MODE-5': 'not-written-back',
      'PWB-MODE-6': 'not-written-back',
      'PWB-FLOW-2': 'control-not-written-back',
      'PWB-FLOW-3': 'control-not-written-back',
      'PWB-FLOW-7': 'control-not-written-back',
      'PWB-FLOW-8': 'control-not-written-back',
      'PWB-FLOW-10': 'not-written-back',
      'PWB-LIFE-1': 'control-not-written-back',
      'PWB-LIFE-2': 'control-not-written-back',
      'PWB-LIFE-3': 'licensed-not-reset',
      'PWB-LIFE-4': 'control-not-written-back',
      'PWB-LIFE-5': 'control-not-written-back',
      'PWB-LIFE-6': 'control-not-written-back',
      'PWB-LIFE-7': 'control-not-written-back',
      'PWB-MSG-9': 'not-unlocked',
      'PWB-SEC-2': 'untouched-refused',
      'PWB-SEC-6': 'untouched-refused',
      'PWB-SEC-7': 'untouched-refused',
      'PWB-NET-6': 'operation-failed',
      'PWB-BW-4': ['not-in-force', 'false-failure'],
      'PWB-LOAD-2': 'acknowledged-not-in-force',
      'PWB-LOAD-6': ['acknowledged-not-in-force', 'wrong-refusal'],
      'PWB-KEY-4': 'not-in-force',
    },
  },
  'portal-ignores-classic-portal': {
    role: 'portal',
    deviation: 'answers an administrator’s reset from the Azure classic portal without sending it',
    kills: { 'PWB-OPS-5': 'new-password-refused' },
  },
  'portal-skips-up-check': {
    role: 'portal',
    deviation: 'offers gates while writeback is down',
    judgesWait: true,
    kills: { 'PWB-FLOW-1': 'gate-offered-while-down' },
  },
  'portal-answers-early': {
    role: 'portal',
    deviation: 'answers "changed" as soon as the relay took the request',
    kills: {
      'PWB-FLOW-4': 'answered-before-directory',
      'PWB-TTL-4': 'told-changed-not-applied',
    },
  },
  'directory-ignores-length': {
    role: 'directory',
    deviation: 'accepts passwords below the minimum length',
    kills: {
      'PWB-POL-1': 'refusable-password-accepted',
      'PWB-POL-14': 'refusable-password-accepted',
      'PWB-FLOW-5': 'not-refused',
      'PWB-MSG-1': 'not-as-asked',
      'PWB-BW-2': 'not-as-asked',
      'PWB-BW-3': 'not-as-asked',
    },
  },
  'directory-ignores-complexity': {
    role: 'directory',
    deviation: 'accepts passwords of fewer than three character classes',
    kills: { 'PWB-POL-2': 'refusable-password-accepted' },
  },
  'directory-ignores-history': {
    role: 'directory',
    deviation: 'accepts passwords of the history',
    kills: { 'PWB-POL-4': 'refusable-password-accepted' },
  },
  'directory-ignores-old-password': {
    role: 'directory',
    deviation: 'changes a password whatever the old one given',
    kills: { 'PWB-POL-8': 'refusable-password-accepted' },
  },
  'directory-ignores-change-denial': {
    role: 'directory',
    deviation: 'lets an account change its password that is denied it',
    kills: { 'PWB-POL-11': 'denied-change-accepted' },
  },
  'directory-forgets-wrong-old': {
    role: 'directory',
    deviation: 'does not count a wrong old password towards lockout',
    kills: { 'PWB-POL-8': 'not-counted-towards-lockout' },
  },
  'portal-one-message-for-all': {
    role: 'portal',
    deviation: 'answers every refusal of the agent with the policy outcome',
    kills: {
      'PWB-POL-12': 'outcome-mistaken',
      'PWB-POL-8': 'not-refused-as-wrong',
      'PWB-POL-9': 'not-refused-as-locked',
      'PWB-POL-10': 'not-refused-as-disabled',
      'PWB-POL-11': 'not-refused-as-denied',
      'PWB-POL-15': 'not-told-as-configuration',
      'PWB-PROT-1': 'not-refused-as-permission',
      'PWB-LOOK-2': 'not-told-as-not-found',
      'PWB-LOOK-3': 'not-told-as-not-found',
      'PWB-LOAD-4': 'wrong-refusal',
    },
  },
  'portal-drops-remedy': {
    role: 'portal',
    deviation: 'refuses without saying what to do next',
    kills: {
      'PWB-POL-12': 'no-remedy',
      'PWB-FLOW-1': 'not-told-why',
      'PWB-POL-13': 'refusal-not-specific',
      'PWB-LOAD-7': 'not-told-to-try-again',
    },
  },
  'agent-doubles-result': {
    role: 'agent',
    deviation: 'sends each result twice',
    kills: {
      'PWB-MSG-1': 'message-count',
      'PWB-MSG-9': 'message-count',
      'PWB-MSG-10': 'results-per-copy',
    },
  },
  'agent-heartbeats-early': {
    role: 'agent',
    deviation: 'sends a heartbeat every four minutes',
    kills: { 'PWB-MSG-3': 'heartbeat-period', 'PWB-MSG-4': 'heartbeat-count' },
  },
  'agent-no-first-heartbeat': {
    role: 'agent',
    deviation: 'sends its first heartbeat only after a whole period',
    judgesWait: true,
    kills: { 'PWB-MSG-3': 'no-heartbeat-at-start', 'PWB-FLOW-9': 'not-up-again' },
  },
  'agent-skips-late-heartbeat': {
    role: 'agent',
    deviation: 'leaves out a heartbeat that no link took, until the next is due',
    judgesWait: true,
    kills: { 'PWB-FLOW-9': 'not-up-after-outage' },
  },
  'agent-heartbeats-after-stop': {
    role: 'agent',
    deviation: 'sends another heartbeat while it stops',
    kills: { 'PWB-MSG-3': 'heartbeat-after-stop' },
  },
  'agent-pads-result': {
    role: 'agent',
    deviation: 'sends results of 1,025 bytes',
    kills: {
      'PWB-MSG-5': 'message-too-large',
      'PWB-MSG-6': 'message-too-large',
      'PWB-MSG-9': 'message-too-large',
    },
  },
  'portal-leaks-length': {
    role: 'portal',
    deviation: 'makes a request longer by the length of its password',
    kills: { 'PWB-MSG-8': 'size-tells-length' },
  },
  'agent-chatters': {
    role: 'agent',
    deviation:
      'opens and ends an AMQP session with 1 KB of properties, twice a second and with each heartbeat',
    kills: {
      'PWB-BW-1': 'over-100-bit',
      'PWB-BW-2': 'over-8-kbit',
      'PWB-BW-4': 'answered-late',
      'PWB-MSG-4': 'chatter',
    },
  },
  'relay-ignores-ttl': {
    role: 'relay',
    deviation: 'delivers requests whose time to live has passed',
    kills: { 'PWB-TTL-1': 'delivered-after-expiry' },
  },
  'relay-expires-at-once': {
    role: 'relay',
    deviation: 'removes a waiting request after ten seconds',
    judgesWait: true,
    kills: { 'PWB-TTL-1': 'removed-too-early' },
  },
  'agent-ignores-deadline': {
    role: 'agent',
    deviation: 'applies requests whose deadline has passed',
    kills: {
      'PWB-TTL-2': 'expired-applied',
      'PWB-TTL-4': 'told-failed-then-applied',
      'PWB-LOAD-3': 'applied-after-expiry',
    },
  },
  'relay-drops-waiting': {
    role: 'relay',
    deviation: 'accepts and forgets a request that finds no consumer',
    kills: { 'PWB-TTL-3': 'waiting-request-lost', 'PWB-TTL-6': 'nothing-waited' },
  },
  'agent-listens': {
    role: 'agent',
    deviation: 'listens on a TCP port',
    kills: { 'PWB-NET-1': 'listening-socket' },
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

/** What a role can be told to do otherwise: wrongly, or as it may. */
export type DeviationName = FaultName | VariantName

export interface Faults {
  /** True when the fault or variant is switched on; each true is counted as a firing. */
  fires(name: DeviationName): boolean
}

export const NO_FAULTS: Faults = { fires: () => false }

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(FAULTS, name)

/** The switched-on faults and variants; each firing appends the name as a line to `firingsFile`. */
export function switchOn(names: readonly DeviationName[], firingsFile: string | undefined): Faults {
  const on = new Set(names)
  return {
    fires(name) {
      if (!on.has(name)) return false
      if (firingsFile !== undefined) appendFileSync(firingsFile, `${name}\n`)
      return true
    },
  }
}
