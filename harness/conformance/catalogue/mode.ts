import type { CatalogueEntry } from './entry.ts'

/** MODE: how the account's password is managed. */
export const mode = [
  {
    id: 'PWB-MODE-1',
    level: 'MUST',
    subject: 'system',
    title: 'federated users: written back',
  },
  {
    id: 'PWB-MODE-2',
    level: 'MUST',
    subject: 'system',
    title:
      'hash-synchronised users: written back, and the cloud password is replaced in the same operation',
  },
  {
    id: 'PWB-MODE-3',
    level: 'MUST',
    subject: 'system',
    title: 'pass-through users: written back',
  },
  {
    id: 'PWB-MODE-4',
    level: 'MUST',
    subject: 'portal',
    title:
      'cloud-only users: writeback does not apply; only the cloud password changes, no message, also while the agent is down',
  },
  {
    id: 'PWB-MODE-5',
    level: 'MUST',
    subject: 'portal',
    title:
      'on-premises success with failure of the cloud copy is told as such, not as a plain failure',
  },
  {
    id: 'PWB-MODE-6',
    level: 'MUST',
    subject: 'system',
    title:
      'where the on-premises policy is weaker than the cloud’s, a hash-synchronised user may take a password that only the on-premises policy allows, and it works in the cloud too',
  },
] as const satisfies readonly CatalogueEntry[]
