import type { CaseGroup } from './group.ts'

const POLICY_RESET = '53 0000052D'
const POLICY_CHANGE = '19 0000052D'
const WRONG_OLD = '19 00000056'

const WORDS_ONLY = 'the same refusal; Samba puts no hex code, or another one, in front of its words'

/** The account's state, the rights of who writes, the form of the write, and how Samba 4.24 ends each. */
export const ACCOUNT_GROUPS: readonly CaseGroup[] = [
  // States of the account.
  {
    operations: ['reset', 'change', 'change-add-first'],
    states: ['must-change', 'disabled', 'expired', 'never-expires', 'nearly-locked'],
    result: '0',
  },
  {
    operations: ['reset'],
    states: ['must-change', 'disabled', 'expired', 'locked'],
    passwords: ['of-7-characters'],
    result: POLICY_RESET,
  },
  { operations: ['reset'], states: ['locked'], result: '0' },
  {
    operations: ['change', 'change-with-wrong-old'],
    states: ['locked'],
    passwords: ['good', 'of-7-characters'],
    result: '19 00000775',
  },
  {
    operations: ['reset-and-unlock'],
    states: ['locked'],
    result: '0',
    binds: { old: '52e', next: '0' },
  },
  { operations: ['unlock'], states: ['locked'], result: '0', binds: { old: '0', next: '52e' } },
  { operations: ['unlock'], states: ['plain', 'nearly-locked', 'disabled'], result: '0' },
  { operations: ['force'], result: '0', binds: { old: '773' } },
  { operations: ['lift-force'], states: ['must-change'], result: '0', binds: { old: '0' } },
  {
    operations: ['reset-and-force'],
    states: ['plain', 'must-change'],
    result: '0',
    binds: { next: '773' },
  },
  {
    operations: ['reset-force-unlock'],
    states: ['locked'],
    result: '0',
    binds: { old: '52e', next: '773' },
  },
  {
    operations: ['reset-and-unlock', 'reset-and-force', 'reset-force-unlock'],
    passwords: ['of-7-characters'],
    result: POLICY_RESET,
  },
  { operations: ['set-time'], result: '80 00000057' },
  {
    operations: ['reset'],
    states: ['needs-no-password'],
    passwords: ['good'],
    result: '0',
  },
  {
    operations: ['reset'],
    states: ['needs-no-password'],
    passwords: ['of-7-characters', 'lower-only'],
    result: POLICY_RESET,
    windows: {
      result: '0',
      why: 'Samba holds an account that needs no password to the policy too (MS-SAMR 3.1.1.7.2)',
    },
  },
  // Rights.
  {
    operations: ['reset'],
    states: ['undelegated'],
    passwords: ['good', 'of-7-characters'],
    result: '50',
    windows: { result: '50 00000005', why: WORDS_ONLY },
  },
  {
    operations: ['reset'],
    actors: ['self', 'stranger'],
    passwords: ['good', 'of-7-characters'],
    result: '50',
    windows: { result: '50 00000005', why: WORDS_ONLY },
  },
  {
    operations: ['reset-and-unlock', 'reset-and-force'],
    actors: ['stranger'],
    result: '50',
    windows: { result: '50 00000005', why: WORDS_ONLY },
  },
  { operations: ['unlock', 'force'], states: ['undelegated'], result: '50 00002098' },
  { operations: ['unlock', 'force'], actors: ['self', 'stranger'], result: '50 00002098' },
  { operations: ['describe', 'enable'], result: '50 00002098' },
  {
    operations: ['change'],
    actors: ['self', 'stranger', 'administrator'],
    passwords: ['good', 'umlauts'],
    result: '0',
  },
  {
    operations: ['change'],
    actors: ['self', 'stranger'],
    passwords: ['of-7-characters', 'current'],
    result: POLICY_CHANGE,
  },
  {
    operations: ['change-with-wrong-old'],
    actors: ['self', 'stranger', 'administrator'],
    result: WRONG_OLD,
  },
  { operations: ['change'], states: ['undelegated'], result: '0' },
  {
    operations: ['change', 'change-with-wrong-old'],
    states: ['denies-change'],
    result: '19',
    windows: { result: '19 00000005', why: WORDS_ONLY },
  },
  { operations: ['reset'], states: ['denies-change'], result: '0' },
  {
    operations: ['reset'],
    actors: ['administrator'],
    states: ['plain', 'undelegated', 'disabled', 'must-change'],
    result: '0',
  },
  {
    operations: ['reset'],
    actors: ['administrator'],
    passwords: ['of-7-characters', 'lower-only'],
    result: POLICY_RESET,
  },
  {
    operations: ['reset'],
    actors: ['administrator'],
    passwords: ['current', 'previous'],
    controls: ['hints'],
    result: POLICY_RESET,
  },
  // The form of the write.
  {
    operations: ['write-unquoted', 'write-utf8'],
    result: '53 00002035',
    windows: { result: '53 0000001F', why: 'the same refusal under another hex code' },
  },
  {
    operations: ['write-nothing'],
    result: '21',
    windows: { result: '53 0000001F', why: 'taken for a value that stands in no quotation marks' },
  },
  {
    operations: ['delete-only'],
    result: '53 00002035',
    windows: { result: '53 00002077', why: 'the same refusal under another hex code' },
  },
  {
    operations: ['add-only'],
    result: '53 00002035',
    windows: { result: '53 00002077', why: 'the same refusal under another hex code' },
  },
]
