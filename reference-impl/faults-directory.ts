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
  'directory-keeps-old-password': {
    role: 'directory',
    deviation: 'lets the password before the current one in, too',
    kills: {
      'PWB-OPS-3': 'old-password-accepted',
      'PWB-OPS-5': 'old-password-accepted',
      'PWB-LOOK-8': 'old-password-accepted',
      'PWB-POL-1': 'old-password-accepted',
      'PWB-POL-2': 'old-password-accepted',
      'PWB-POL-4': 'old-password-accepted',
      'PWB-POL-8': 'old-password-accepted',
    },
  },
  'directory-scrambles-refused': {
    role: 'directory',
    deviation: 'forgets the password of an account when it refuses another one',
    kills: {
      'PWB-POL-1': 'old-password-lost',
      'PWB-POL-2': 'old-password-lost',
      'PWB-POL-3': 'old-password-lost',
      'PWB-POL-4': 'old-password-lost',
      'PWB-POL-5': 'old-password-lost',
      'PWB-POL-6': 'old-password-lost',
      'PWB-POL-7': 'old-password-lost',
      'PWB-POL-8': 'old-password-lost',
      'PWB-POL-9': 'old-password-lost',
      'PWB-POL-11': 'old-password-lost',
      'PWB-POL-14': 'old-password-lost',
      'PWB-PROT-3': 'old-password-lost',
    },
  },
  'directory-compares-prefix': {
    role: 'directory',
    deviation: 'looks at the first 127 characters of a password only',
    kills: {
      'PWB-POL-13': 'other-password-works',
    },
  },
  'directory-grants-resets': {
    role: 'directory',
    deviation: 'lets its service account reset whom it was not delegated',
    kills: {
      'PWB-PROT-3': 'protected-account-reset',
    },
  },
} as const satisfies Record<string, Fault>
