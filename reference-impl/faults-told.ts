import type { Fault } from './fault.ts'

/** Deviations in what people are told: one row each, as in `faults.ts`. */
export const TOLD_FAULTS = {
  'portal-hides-policy': {
    role: 'portal',
    deviation: 'tells a refusal by the password policy as another error',
    kills: {
      'PWB-POL-1': 'not-refused-as-policy',
      'PWB-POL-2': 'not-refused-as-policy',
      'PWB-POL-3': 'not-refused-as-policy',
      'PWB-POL-4': 'not-refused-as-policy',
      'PWB-POL-5': 'not-refused-as-policy',
      'PWB-POL-6': 'not-refused-as-policy',
      'PWB-POL-7': 'not-refused-as-policy',
      'PWB-POL-14': 'not-refused-as-policy',
    },
  },
  'portal-one-text-for-all': {
    role: 'portal',
    deviation: 'explains every refusal in the same words',
    kills: {
      'PWB-POL-12': 'same-message',
    },
  },
  'portal-hides-unknown-users': {
    role: 'portal',
    deviation: 'tells an administrator that the service failed when it knows no such user',
    kills: {
      'PWB-LOOK-10': 'not-refused-as-not-found',
    },
  },
} as const satisfies Record<string, Fault>
