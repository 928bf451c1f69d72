import type { CatalogueEntry } from './entry.ts'

/** POL: on-premises policy, enforced before anything is committed. */
export const pol = [
  {
    id: 'PWB-POL-1',
    level: 'MUST',
    subject: 'directory',
    title: 'minimum length refuses',
  },
  {
    id: 'PWB-POL-2',
    level: 'MUST',
    subject: 'directory',
    title: 'complexity: three of five character classes',
  },
  {
    id: 'PWB-POL-3',
    level: 'MUST',
    subject: 'directory',
    title: 'complexity: contains the account name, or a token of the display name',
  },
  {
    id: 'PWB-POL-4',
    level: 'MUST',
    subject: 'directory',
    title: 'history, for change and for reset (a reset asks for it with the policy-hints control)',
  },
  {
    id: 'PWB-POL-5',
    level: 'MUST',
    subject: 'directory',
    title: 'minimum age, for change and for reset with the policy-hints control',
  },
  {
    id: 'PWB-POL-6',
    level: 'MUST',
    subject: 'directory',
    title: 'a password filter (banned words) refuses',
  },
  {
    id: 'PWB-POL-7',
    level: 'MUST',
    subject: 'directory',
    title:
      'a fine-grained policy that applies to the user or its group overrides the domain’s, by precedence',
  },
  {
    id: 'PWB-POL-8',
    level: 'MUST',
    subject: 'directory',
    title: 'wrong current password on a change; it counts towards lockout',
  },
  {
    id: 'PWB-POL-9',
    level: 'MUST',
    subject: 'directory',
    title: 'locked-out account: a change is refused until the lockout ends',
  },
  {
    id: 'PWB-POL-10',
    level: 'MUST',
    subject: 'agent',
    title:
      'an account disabled after the last synchronisation is refused as disabled (disabled before: "not found" also allowed)',
  },
  {
    id: 'PWB-POL-11',
    level: 'MUST',
    subject: 'directory',
    title: '"user cannot change password" blocks a change',
  },
  {
    id: 'PWB-POL-12',
    level: 'MUST',
    subject: 'portal',
    title:
      'policy, not found, service down, wrong current password, locked, disabled, no permission and connectivity each reach the person as an outcome of their own with a message that says what to do next; none is taken for another',
  },
  {
    id: 'PWB-POL-13',
    level: 'MUST',
    subject: 'system',
    title:
      'passwords of 1, 127, 128, 255 and 256 characters, with spaces, quotes, controls, non-ASCII, non-BMP and combining characters: written exactly, or refused with a specific message; never truncated or normalised',
  },
  {
    id: 'PWB-POL-14',
    level: 'MUST',
    subject: 'agent',
    title:
      'the decision is the directory’s: the agent has no policy of its own, and a directory with a laxer or stricter policy is obeyed at once',
  },
  {
    id: 'PWB-POL-15',
    level: 'MUST',
    subject: 'agent',
    title:
      'the policy-hints control is sent as critical; a directory without it: specific configuration outcome, nothing written (unless configured otherwise, and then said)',
  },
] as const satisfies readonly CatalogueEntry[]
