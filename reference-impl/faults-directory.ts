import type { Fault } from './fault.ts'

/** Faults of the directory: password rules that it knows and does not hold. */
export const DIRECTORY_FAULTS = {
  'directory-allows-names': {
    role: 'directory',
    deviation: 'accepts passwords that hold the account’s names',
    kills: { 'PWB-POL-3': 'refusable-password-accepted' },
  },
  'directory-ignores-minimum-age': {
    role: 'directory',
    deviation: 'changes a password before it has reached the minimum age',
    kills: { 'PWB-POL-5': 'refusable-password-accepted' },
  },
  'directory-ignores-filter': {
    role: 'directory',
    deviation: 'accepts passwords that hold a banned word',
    kills: { 'PWB-POL-6': 'refusable-password-accepted' },
  },
  'directory-ignores-group-policies': {
    role: 'directory',
    deviation: 'looks only at the fine-grained policies of the account itself, not at its groups’',
    kills: { 'PWB-POL-7': 'refusable-password-accepted' },
  },
  'directory-changes-while-locked': {
    role: 'directory',
    deviation: 'takes a change of a locked account’s password',
    kills: { 'PWB-POL-9': 'refusable-password-accepted' },
  },
} as const satisfies Record<string, Fault>
