import type { Fault } from './fault.ts'

/** Deviations of the agent's way from a cloud anchor to an account: one row each, as in `faults.ts`. */
export const SYNCHRONISE_FAULTS = {
  'agent-finds-by-name': {
    role: 'agent',
    deviation: 'takes the first account with the same display name',
    kills: { 'PWB-LOOK-1': 'wrong-account-written' },
  },
  'agent-ignores-missing-link': {
    role: 'agent',
    deviation: 'takes the cloud anchor for the objectGUID where a link is missing',
    kills: { 'PWB-LOOK-2': 'unlinked-written' },
  },
  'agent-ignores-join-rule': {
    role: 'agent',
    deviation: 'writes to a linked account whatever rule linked it',
    kills: { 'PWB-LOOK-3': 'unruled-written' },
  },
  'agent-takes-first-forest': {
    role: 'agent',
    deviation: 'writes to the first linked account, enabled or not',
    kills: { 'PWB-LOOK-4': 'wrong-forest-written' },
  },
  'agent-takes-first-match': {
    role: 'agent',
    deviation: 'writes to the first of several enabled matches',
    kills: { 'PWB-LOOK-5': 'one-of-many-written' },
  },
  'agent-remembers-names': {
    role: 'agent',
    deviation: 'writes to whoever has the name that the user had at the last import',
    kills: { 'PWB-LOOK-9': 'another-account-written' },
  },
  'agent-skips-delta': {
    role: 'agent',
    deviation: 'imports nothing at a delta synchronisation and reports success',
    kills: { 'PWB-LOOK-10': 'synchronised-not-written' },
  },
} as const satisfies Record<string, Fault>
