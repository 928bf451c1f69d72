import type { Fault } from './fault.ts'

/** Deviations of the directory's rules, and of what agent and portal seal, verify and keep. */
export const PREMISES_FAULTS = {
  'agent-hides-permission': {
    role: 'agent',
    deviation: 'tells a refusal for want of permission as one by the password policy',
    kills: {
      'PWB-PROT-2': 'not-refused-as-permission',
      'PWB-PROT-3': 'not-refused-as-permission',
    },
  },
  'agent-enables-twice': {
    role: 'agent',
    deviation: 'asks the portal a second time at each enabling',
    kills: { 'PWB-MSG-2': 'onboarding-messages' },
  },
  'portal-seals-half': {
    role: 'portal',
    deviation: 'seals the first half of each password only',
    kills: { 'PWB-SEC-1': 'password-not-under-rsa' },
  },
  'agent-ignores-tag': {
    role: 'agent',
    deviation: 'does not verify that a package is authentic',
    kills: { 'PWB-SEC-2': 'tampered-applied' },
  },
  'agent-hides-bad-packages': {
    role: 'agent',
    deviation: 'logs nothing of a package that it drops',
    kills: { 'PWB-SEC-6': 'not-logged' },
  },
  'agent-trusts-any-relay': {
    role: 'agent',
    deviation: 'takes any certificate for the relay’s',
    kills: { 'PWB-SEC-3': 'impostor-trusted' },
  },
  'agent-opens-its-state': {
    role: 'agent',
    deviation: 'lets every user of the machine into its state directory',
    kills: { 'PWB-SEC-9': 'readable-by-others' },
  },
  'portal-logs-relay-secret': {
    role: 'portal',
    deviation: 'writes the agent’s relay secret to its operation log',
    kills: { 'PWB-SEC-11': 'secret-found' },
  },
} as const satisfies Record<string, Fault>
