import type { CatalogueEntry } from './entry.ts'

/** TTL: expiry. */
export const ttl = [
  {
    id: 'PWB-TTL-1',
    level: 'MUST',
    subject: 'relay',
    title:
      'a waiting request is removed after several minutes (3 min, allowed 3-10) and never delivered afterwards',
  },
  {
    id: 'PWB-TTL-2',
    level: 'MUST',
    subject: 'agent',
    title: 'an expired request that reaches the agent all the same is dropped unapplied',
  },
  {
    id: 'PWB-TTL-3',
    level: 'MUST',
    subject: 'system',
    title: 'an unexpired waiting request is applied when the agent returns',
  },
  {
    id: 'PWB-TTL-4',
    level: 'MUST',
    subject: 'system',
    title:
      'what was told as failed never happens later: after a definite "not changed" the password is never applied. For an unanswered request, "not changed" comes no earlier than its expiry plus the supported clock skew (30 s)',
  },
  {
    id: 'PWB-TTL-5',
    level: 'MUST',
    subject: 'portal',
    title:
      'the person gets a specific outcome for an expired request, at the address where the final outcome stands',
  },
  {
    id: 'PWB-TTL-6',
    level: 'MUST',
    subject: 'relay',
    title: 'an expired message leaves no copy behind: nothing in a dead-letter address',
  },
] as const satisfies readonly CatalogueEntry[]
