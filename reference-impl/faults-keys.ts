import type { Fault } from './fault.ts'

/** Deviations in keys, secrets and the links that they open: one row each, as in `faults.ts`. */
export const KEY_FAULTS = {
  'portal-repeats-password': {
    role: 'portal',
    deviation: 'repeats each password after the RSA block',
    kills: {
      'PWB-SEC-1': 'password-beside-rsa',
    },
  },
  'portal-ignores-tag': {
    role: 'portal',
    deviation: 'does not verify that a result is authentic',
    kills: {
      'PWB-SEC-2': 'tampered-result-believed',
    },
  },
  'portal-audits-without-purpose': {
    role: 'portal',
    deviation: 'does not say in the audit log what a key was read for',
    kills: {
      'PWB-SEC-12': 'entry-incomplete',
    },
  },
  'portal-logs-symmetric-key': {
    role: 'portal',
    deviation: 'writes the symmetric key to its operation log',
    kills: {
      'PWB-SEC-12': 'key-elsewhere',
    },
  },
  'portal-makes-weak-secrets': {
    role: 'portal',
    deviation: 'makes relay secrets of 128 bits',
    kills: {
      'PWB-SEC-4': 'weak-secret',
    },
  },
  'portal-sends-again-after-enabling': {
    role: 'portal',
    deviation: 'sends what was open at a disabling once more, under the keys of the next enabling',
    kills: {
      'PWB-KEY-2': 'waiting-request-applied',
    },
  },
  'portal-doubts-quiet-agents': {
    role: 'portal',
    deviation: 'says down when the agent was not heard for 15 s',
    kills: {
      'PWB-NET-3': 'false-down',
      'PWB-NET-4': 'false-down',
    },
  },
  'agent-copies-private-key': {
    role: 'agent',
    deviation: 'leaves its private key among the files of the cloud side',
    kills: {
      'PWB-SEC-1': 'private-key-in-cloud',
    },
  },
  'agent-cuts-packages': {
    role: 'agent',
    deviation: 'ignores what stands after the end of a package',
    kills: {
      'PWB-SEC-6': 'bad-package-applied',
    },
  },
  'agent-ignores-new-keys': {
    role: 'agent',
    deviation: 'opens packages under the keys of its start only',
    kills: {
      'PWB-KEY-3': 'newer-key-refused',
      'PWB-KEY-4': 'operation-lost',
    },
  },
  'agent-skips-missed-rollover': {
    role: 'agent',
    deviation: 'never makes up for a rollover that came due while it was down',
    judgesWait: true,
    kills: {
      'PWB-KEY-1': 'not-rolled-on-return',
    },
  },
  'agent-rolls-thrice': {
    role: 'agent',
    deviation: 'asks for new keys three times at each rollover',
    kills: {
      'PWB-KEY-5': 'too-many-messages',
    },
  },
  'agent-ignores-rotation': {
    role: 'agent',
    deviation: 'keeps its keys when it is told to roll them',
    judgesWait: true,
    kills: {
      'PWB-KEY-5': 'not-rolled',
    },
  },
  'agent-leaves-with-earlier-keys': {
    role: 'agent',
    deviation: 'leaves the relay when the time of its earlier keys is over',
    judgesWait: true,
    kills: {
      'PWB-KEY-3': 'nothing-delivered',
    },
  },
  'agent-hides-portal': {
    role: 'agent',
    deviation: 'does not name the portal that it cannot reach',
    kills: {
      'PWB-NET-2': 'portal-not-named',
    },
  },
  'relay-grants-neighbours': {
    role: 'relay',
    deviation: 'lets each credential attach to the queues of other tenants',
    kills: {
      'PWB-SEC-4': 'foreign-address-granted',
    },
  },
  'relay-takes-one-connection': {
    role: 'relay',
    deviation: 'lets a credential in once at a time',
    kills: {
      'PWB-MSG-7': 'small-message-refused',
      'PWB-SEC-4': 'right-secret-refused',
      'PWB-SEC-5': 'privilege-missing',
    },
  },
  'relay-answers-plain-text': {
    role: 'relay',
    deviation: 'speaks AMQP without TLS on the same port',
    kills: {
      'PWB-SEC-3': 'plain-text-answered',
    },
  },
  'relay-takes-old-tls': {
    role: 'relay',
    deviation: 'takes TLS versions before 1.2',
    kills: {
      'PWB-SEC-3': 'old-version-taken',
    },
  },
} as const satisfies Record<string, Fault>
