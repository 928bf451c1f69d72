import type { Fault } from './fault.ts'

/** Deviations of an agent with several forests and controllers (PWB-LOOK-4 to -7). */
export const FOREST_FAULTS = {
  'agent-skips-other-forests': {
    role: 'agent',
    deviation: 'imports from the first forest only',
    kills: { 'PWB-LOOK-4': 'linked-not-written' },
  },
  'agent-hides-several-matches': {
    role: 'agent',
    deviation: 'tells several enabled matches as "user not found"',
    kills: { 'PWB-LOOK-5': 'told-otherwise' },
  },
  'agent-writes-to-preferred': {
    role: 'agent',
    deviation: 'writes to the preferred domain controller',
    kills: { 'PWB-LOOK-6': 'written-elsewhere' },
  },
  'agent-writes-elsewhere': {
    role: 'agent',
    deviation: 'writes to another controller while the PDC emulator cannot be reached',
    kills: { 'PWB-LOOK-7': 'written-elsewhere' },
  },
  'agent-hides-outage': {
    role: 'agent',
    deviation: 'tells an unreachable PDC emulator as an error of the directory',
    kills: { 'PWB-LOOK-7': 'told-otherwise' },
  },
  'agent-remembers-outage': {
    role: 'agent',
    deviation: 'never asks for a PDC emulator again that it could not reach',
    kills: { 'PWB-LOOK-7': 'not-resumed' },
  },
} as const satisfies Record<string, Fault>
