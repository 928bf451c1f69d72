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
    judgesWait: true,
    kills: { 'PWB-LOAD-7': 'not-refused-early' },
  },
  'portal-hoards-refused': {
    role: 'portal',
    deviation: 'keeps four megabytes for each operation that it refuses as too many',
    judgesWait: true,
    kills: { 'PWB-LOAD-7': 'memory-unbounded' },
  },
  'portal-tires': {
    role: 'portal',
    deviation: 'is slow for good once it was asked for too much',
    judgesWait: true,
    kills: { 'PWB-LOAD-7': 'slow-afterwards' },
  },
  'agent-grows-wordy': {
    role: 'agent',
    deviation: 'writes 400 bytes beside each result when it sends many in a second',
    kills: { 'PWB-BW-3': 'dearer-at-higher-rate' },
  },
  'relay-pads-records': {
    role: 'relay',
    deviation: 'speaks TLS by a cipher only that hides how long a message is',
    kills: { 'PWB-BW-5': 'layers-do-not-add-up' },
  },
  'portal-pauses-while-keys-roll': {
    role: 'portal',
    deviation: 'refuses operations while results under the earlier keys are still taken',
    kills: { 'PWB-KEY-4': 'falsely-refused' },
  },
} as const satisfies Record<string, Fault>
