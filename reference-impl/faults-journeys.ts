import type { Fault } from './fault.ts'

/** Deviations that the conformance of OPS, MODE, FLOW and LIFE is proven by, of any role: one row each, as in `faults.ts`. */
export const JOURNEY_FAULTS = {
  'portal-believes-claimed-origin': {
    role: 'portal',
    deviation: 'takes the client’s word for which client it is',
    kills: { 'PWB-OPS-11': 'claimed-origin-believed' },
  },
  'portal-forgets-cloud-only': {
    role: 'portal',
    deviation: 'answers "changed" for an account of the cloud only and keeps its password',
    kills: { 'PWB-MODE-4': 'cloud-password-not-changed' },
  },
  'directory-keeps-force-flag': {
    role: 'directory',
    deviation: 'still asks for a new password after a forced change',
    kills: { 'PWB-OPS-2': 'flag-not-cleared' },
  },
  'agent-keeps-lockout': {
    role: 'agent',
    deviation: 'resets the password of a locked account and leaves it locked',
    kills: { 'PWB-OPS-10': 'still-locked' },
  },
  'portal-takes-any-code': {
    role: 'portal',
    deviation: 'passes the gate whatever the code',
    kills: { 'PWB-FLOW-2': 'wrong-code-accepted' },
  },
  'portal-answers-slowly': {
    role: 'portal',
    deviation: 'takes 700 ms longer for each operation',
    kills: { 'PWB-FLOW-6': 'too-slow' },
  },
  'portal-asks-agent-whether-up': {
    role: 'portal',
    deviation: 'sends a request to learn whether writeback is up',
    kills: { 'PWB-FLOW-9': 'up-check-sends-message', 'PWB-FLOW-1': 'message-sent' },
  },
  'portal-forgets-late-results': {
    role: 'portal',
    deviation: 'leaves an outcome unknown when the result came after its wait',
    kills: { 'PWB-FLOW-10': 'no-final-outcome' },
  },
  'portal-keeps-half-enabled': {
    role: 'portal',
    deviation: 'leaves the relay as an enabling made it that was aborted',
    judgesWait: true,
    kills: { 'PWB-LIFE-1': 'earlier-state-lost' },
  },
  'portal-hands-out-previous-key': {
    role: 'portal',
    deviation: 'hands out the symmetric key of the enabling before',
    judgesWait: true,
    kills: {
      'PWB-LIFE-7': 'not-repaired',
      'PWB-KEY-1': 'unusable-after-rollover',
      'PWB-KEY-2': 'unusable-after-enabling',
      'PWB-KEY-5': 'unusable-after-rollover',
    },
  },
  'portal-ties-switches': {
    role: 'portal',
    deviation: 'switches unlocking with writeback',
    kills: { 'PWB-LIFE-10': 'switches-tied' },
  },
  'portal-applies-refused-change': {
    role: 'portal',
    deviation: 'applies the switch of a change of settings that it refuses',
    kills: { 'PWB-LIFE-10': 'unsaved-change-applied' },
  },
  'agent-skips-first-import': {
    role: 'agent',
    deviation: 'starts without a full import',
    kills: { 'PWB-LIFE-5': 'started-before-import' },
  },
  'agent-omits-start-event': {
    role: 'agent',
    deviation: 'does not log that an operation starts',
    kills: { 'PWB-LIFE-8': 'event-missing' },
  },
  'agent-omits-newer-events': {
    role: 'agent',
    deviation: 'logs no event that the generation of 2025 added',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-LIFE-8': 'event-missing' } },
  },
  'agent-logs-passwords': {
    role: 'agent',
    deviation: 'writes new passwords to its event log',
    kills: { 'PWB-LIFE-8': 'secret-in-events' },
    killsIn: { 'entra-2025': { 'PWB-LIFE-8': 'secret-in-events' } },
  },
} as const satisfies Record<string, Fault>
