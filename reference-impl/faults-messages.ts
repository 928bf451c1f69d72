import type { Fault } from './fault.ts'

/** Deviations in what crosses the relay, and when: one row each, as in `faults.ts`. */
export const MESSAGE_FAULTS = {
  'portal-sends-nothing': {
    role: 'portal',
    deviation: 'answers "changed" and sends nothing',
    judgesWait: true,
    kills: {
      'PWB-MSG-8': 'no-request-seen',
      'PWB-TTL-2': 'nothing-held',
      'PWB-TTL-4': 'nothing-held',
      'PWB-SEC-1': 'nothing-captured',
      'PWB-SEC-10': 'too-few-packages',
      'PWB-SEC-2': 'nothing-altered',
      'PWB-SEC-6': 'nothing-altered',
      'PWB-SEC-7': 'nothing-replayed',
    },
  },
  'portal-pings-agent': {
    role: 'portal',
    deviation: 'asks the agent by a message whether it is there, at enabling and every ten minutes',
    kills: {
      'PWB-MSG-2': 'message-on-relay',
      'PWB-MSG-4': 'other-message',
    },
  },
  'portal-unlocks-by-reset': {
    role: 'portal',
    deviation: 'unlocks an account by a reset to a made-up password',
    kills: {
      'PWB-MSG-9': 'password-in-message',
    },
  },
  'portal-hides-operation-ids': {
    role: 'portal',
    deviation: 'does not name the operation whose outcome is unknown',
    kills: {
      'PWB-TTL-5': 'no-address',
    },
  },
  'portal-forgets-answered': {
    role: 'portal',
    deviation: 'forgets an operation once it was answered',
    kills: {
      'PWB-TTL-5': 'answered-not-expired',
    },
  },
  'agent-heartbeats-late': {
    role: 'agent',
    deviation: 'sends a heartbeat every seven minutes',
    kills: {
      'PWB-MSG-3': 'too-few-heartbeats',
      'PWB-LOAD-6': 'heartbeats-not-resumed',
      'PWB-LOAD-5': 'heartbeat-missed',
    },
  },
  'agent-has-maximum': {
    role: 'agent',
    deviation: 'refuses passwords of more than 48 characters itself',
    kills: {
      'PWB-MSG-5': 'not-as-asked',
      'PWB-MSG-6': 'not-as-asked',
    },
  },
  'agent-marks-repeats': {
    role: 'agent',
    deviation: 'marks the result of a request that came before',
    kills: {
      'PWB-MSG-10': 'results-differ',
    },
  },
  'agent-expires-early': {
    role: 'agent',
    deviation: 'drops requests five seconds after they were made',
    judgesWait: true,
    kills: {
      'PWB-TTL-2': 'held-request-lost',
    },
  },
  'relay-forgets-unsettled': {
    role: 'relay',
    deviation: 'drops what a consumer did not settle before it left',
    judgesWait: true,
    kills: {
      'PWB-MSG-10': 'not-redelivered',
    },
  },
} as const satisfies Record<string, Fault>
