import type { Fault } from './fault.ts'

/** Deviations of the agent in what it keeps, checks and writes: one row each, as in `faults.ts`. */
export const AGENT_FAULTS = {
  'agent-never-rolls': {
    role: 'agent',
    deviation: 'keeps its keys for ever',
    judgesWait: true,
    kills: { 'PWB-KEY-1': 'not-rolled' },
    killsIn: { 'entra-2025': { 'PWB-KEY-1': 'not-rolled' } },
  },
  'agent-rolls-early': {
    role: 'agent',
    deviation: 'rolls its keys a month early',
    judgesWait: true,
    kills: { 'PWB-KEY-1': 'rolled-too-early' },
    killsIn: { 'entra-2025': { 'PWB-KEY-1': 'rolled-too-early' } },
  },
  'agent-keeps-key-pair': {
    role: 'agent',
    deviation: 'enables anew with the RSA pair that it had',
    kills: { 'PWB-KEY-1': 'key-kept', 'PWB-KEY-2': 'key-pair-kept' },
  },
  'agent-drops-earlier-keys': {
    role: 'agent',
    deviation: 'forgets the earlier keys as soon as new ones are used',
    kills: { 'PWB-KEY-3': 'earlier-key-refused' },
  },
  'agent-keeps-earlier-keys': {
    role: 'agent',
    deviation: 'opens packages under earlier keys for ever',
    kills: { 'PWB-KEY-3': 'earlier-key-still-good' },
  },
  'agent-beats-at-rollover': {
    role: 'agent',
    deviation: 'sends a heartbeat of its own for a rollover',
    kills: { 'PWB-KEY-5': 'message-on-relay-link' },
  },
  'agent-writes-until-deadline': {
    role: 'agent',
    deviation: 'begins a write that may end after the portal calls it failed',
    kills: { 'PWB-TTL-4': 'told-failed-then-applied' },
  },
  'agent-forgets-requests': {
    role: 'agent',
    deviation: 'applies a replayed request once more',
    kills: {
      'PWB-LOAD-3': 'applied-twice',
      'PWB-LOAD-6': 'applied-twice',
      'PWB-MSG-10': 'not-as-asked',
      'PWB-SEC-7': 'replay-applied',
    },
  },
  'agent-resets-disabled': {
    role: 'agent',
    deviation: 'resets an account that is disabled',
    kills: { 'PWB-POL-10': 'disabled-account-reset' },
  },
  'agent-truncates-passwords': {
    role: 'agent',
    deviation: 'writes the first 127 characters of a password',
    kills: { 'PWB-POL-13': 'not-written-exactly' },
  },
  'agent-normalises-passwords': {
    role: 'agent',
    deviation: 'composes the characters of a password before it writes it',
    kills: { 'PWB-POL-13': 'not-written-exactly' },
  },
  'agent-has-policy': {
    role: 'agent',
    deviation: 'refuses passwords of fewer than 8 characters itself',
    kills: { 'PWB-POL-14': 'acceptable-password-refused' },
  },
  'agent-omits-policy-hints': {
    role: 'agent',
    deviation: 'resets without the policy-hints control',
    kills: { 'PWB-POL-15': 'written-without-control' },
  },
  'agent-ignores-nested-groups': {
    role: 'agent',
    deviation: 'resets members of protected groups that carry no mark',
    kills: {
      'PWB-PROT-1': 'protected-account-reset',
      'PWB-PROT-2': 'protected-account-reset',
    },
  },
  'agent-ignores-admin-count': {
    role: 'agent',
    deviation: 'resets accounts that are still marked by adminCount',
    kills: { 'PWB-PROT-1': 'protected-account-reset' },
  },
  'agent-refuses-all': {
    role: 'agent',
    deviation: 'refuses every password by a policy of its own',
    kills: {
      'PWB-OPS-3': 'not-acknowledged',
      'PWB-OPS-5': 'not-acknowledged',
      'PWB-FLOW-4': 'not-acknowledged',
      'PWB-LOOK-2': 'relinked-not-written',
      'PWB-LOOK-3': 'ruled-not-written',
      'PWB-LOOK-9': 'resynchronised-not-written',
      'PWB-POL-1': 'acceptable-password-refused',
      'PWB-POL-2': 'acceptable-password-refused',
      'PWB-POL-3': 'acceptable-password-refused',
      'PWB-POL-4': 'acceptable-password-refused',
      'PWB-POL-5': 'acceptable-password-refused',
      'PWB-POL-6': 'acceptable-password-refused',
      'PWB-POL-7': 'acceptable-password-refused',
      'PWB-POL-8': 'acceptable-password-refused',
      'PWB-POL-9': 'acceptable-password-refused',
      'PWB-POL-10': 'enabled-account-refused',
      'PWB-POL-11': 'reset-refused',
      'PWB-POL-13': 'nothing-written',
      'PWB-POL-15': 'change-refused',
      'PWB-PROT-1': 'unprotected-refused',
      'PWB-PROT-2': 'unprotected-refused',
      'PWB-PROT-3': 'unprotected-refused',
    },
  },
  'agent-scrambles-protected': {
    role: 'agent',
    deviation: 'writes a password that nobody knows to a protected account while it refuses',
    kills: {
      'PWB-PROT-1': 'old-password-lost',
      'PWB-PROT-2': 'old-password-lost',
    },
  },
  'agent-hides-success': {
    role: 'agent',
    deviation: 'tells a failure after the directory accepted',
    kills: {
      'PWB-POL-13': 'refused-but-written',
      'PWB-PROT-4': 'told-refused-but-written',
      'PWB-LOAD-3': 'applied-though-refused',
      'PWB-LOAD-6': 'applied-though-refused',
    },
  },
  'agent-only-unlocks': {
    role: 'agent',
    deviation: 'unlocks where it is asked for a reset, and leaves the password',
    kills: {
      'PWB-OPS-10': 'not-written-back',
    },
  },
  'agent-omits-control-event': {
    role: 'agent',
    deviation: 'does not log that the directory lacks the policy-hints control',
    kills: {
      'PWB-POL-15': 'event-missing',
    },
  },
} as const satisfies Record<string, Fault>
