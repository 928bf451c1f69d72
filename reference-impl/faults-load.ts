import type { Fault } from './fault.ts'

/** Deviations that show under load: one row each, as in `faults.ts`. */
export const LOAD_FAULTS = {
  'portal-answers-nothing': {
    role: 'portal',
    deviation: 'answers every tenth operation without saying what became of it',
    kills: {
      'PWB-LOAD-1': 'operation-lost',
      'PWB-LOAD-6': 'operation-lost',
    },
  },
  'portal-admits-all': {
    role: 'portal',
    deviation: 'has as many operations in progress as are asked for',
    kills: { 'PWB-LOAD-7': 'not-refused-early' },
  },
  'portal-hoards-refused': {
    role: 'portal',
    deviation: 'keeps four megabytes for each operation that it refuses as too many',
    kills: { 'PWB-LOAD-7': 'memory-unbounded' },
  },
  'portal-tires': {
    role: 'portal',
    deviation: 'is slow for good once it was asked for too much',
    kills: { 'PWB-LOAD-7': 'slow-afterwards' },
  },
  'portal-pauses-while-keys-roll': {
    role: 'portal',
    deviation: 'refuses operations while results under the earlier keys are still taken',
    kills: { 'PWB-KEY-4': 'falsely-refused' },
  },
} as const satisfies Record<string, Fault>
