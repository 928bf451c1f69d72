import type { Fault } from './fault.ts'

/** Deviations of the relay, and of the agent at its link to it: one row each, as in `faults.ts`. */
export const LINK_FAULTS = {
  'relay-accepts-oversize': {
    role: 'relay',
    deviation: 'tells a message above its limit as accepted, and forgets it',
    kills: { 'PWB-MSG-7': 'oversize-accepted' },
  },
  'relay-refuses-without-reason': {
    role: 'relay',
    deviation: 'refuses a message above its limit without saying why',
    kills: { 'PWB-MSG-7': 'no-clear-error' },
  },
  'relay-stalls-after-oversize': {
    role: 'relay',
    deviation: 'takes nothing more on a link after a message above its limit',
    kills: { 'PWB-MSG-7': 'next-message-stopped' },
  },
  'relay-delivers-twice': {
    role: 'relay',
    deviation: 'delivers each request once more after it was accepted',
    kills: { 'PWB-MSG-1': 'message-count' },
  },
  'agent-answers-expired': {
    role: 'agent',
    deviation: 'answers an expired request that it drops',
    kills: { 'PWB-MSG-10': 'result-for-expired' },
  },
  'relay-keeps-expired': {
    role: 'relay',
    deviation: 'moves an expired request to a dead-letter address',
    kills: { 'PWB-TTL-6': 'copy-left-behind' },
  },
  'relay-takes-any-secret': {
    role: 'relay',
    deviation: 'lets a known user in with any secret',
    kills: { 'PWB-SEC-4': 'wrong-secret-accepted' },
  },
  'relay-takes-foreign-secret': {
    role: 'relay',
    deviation: 'lets a user in with the secret of any other',
    kills: { 'PWB-SEC-4': 'foreign-secret-accepted' },
  },
  'relay-grants-all': {
    role: 'relay',
    deviation: 'lets each credential of a tenant send to and receive from all of its queues',
    kills: { 'PWB-SEC-5': 'privilege-exceeded' },
  },
  'agent-stays-away': {
    role: 'agent',
    deviation: 'does not dial the relay again after its link was lost',
    judgesWait: true,
    kills: {
      'PWB-NET-5': 'not-resumed',
      'PWB-SEC-3': 'client-did-not-come',
    },
  },
  'agent-redials-at-once': {
    role: 'agent',
    deviation: 'dials the relay again every 5 ms, without back-off and jitter',
    kills: { 'PWB-NET-5': 'no-back-off' },
  },
  'agent-keeps-silent': {
    role: 'agent',
    deviation: 'sends no keep-alive on an idle relay link and does not notice when none comes',
    kills: { 'PWB-NET-3': 'not-answered', 'PWB-NET-4': 'not-answered' },
  },
  'agent-redials-in-step': {
    role: 'agent',
    deviation: 'dials the relay again with back-off, but without jitter',
    judgesWait: true,
    kills: { 'PWB-NET-5': 'no-jitter' },
  },
  'agent-dials-elsewhere': {
    role: 'agent',
    deviation: 'keeps a connection to somebody who is neither cloud nor directory',
    kills: { 'PWB-NET-2': 'other-outbound' },
  },
  'agent-hides-relay': {
    role: 'agent',
    deviation: 'does not name the relay that it cannot reach',
    kills: { 'PWB-NET-2': 'relay-not-named' },
    killsIn: { 'entra-2025': { 'PWB-LIFE-8': 'event-missing' } },
  },
  'portal-ignores-second-relay': {
    role: 'portal',
    deviation: 'says up while a tenant’s second relay is down',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-FLOW-9': 'up-with-one-relay' } },
  },
  'agent-forgets-second-relay': {
    role: 'agent',
    deviation: 'keeps a link to the first of its tenant’s two relays only',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-FLOW-9': 'one-relay-only', 'PWB-BW-1': 'one-relay-only' } },
  },
  'agent-chatters-to-second-relay': {
    role: 'agent',
    deviation: 'has much to say on the idle link to its tenant’s second relay',
    kills: {},
    killsIn: { 'entra-2025': { 'PWB-BW-1': 'over-100-bit' } },
  },
  'agent-refuses-websocket': {
    role: 'agent',
    deviation: 'dials the relay by plain AMQP whatever transport it was told',
    kills: { 'PWB-NET-6': 'not-websocket' },
  },
} as const satisfies Record<string, Fault>
