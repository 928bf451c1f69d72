import type { CatalogueEntry } from './entry.ts'

/** PROT: protected accounts and rights. */
export const prot = [
  {
    id: 'PWB-PROT-1',
    level: 'MUST',
    subject: 'agent',
    title:
      'reset of an account in a protected group (each default group, directly or nested, and accounts still marked adminCount=1) is refused with the permission outcome, also when the service account would have the right',
  },
  {
    id: 'PWB-PROT-2',
    level: 'MUST',
    subject: 'system',
    title:
      'a protected account is refused whoever asks, the owner or another administrator; control: an unprotected account of the same administrator is reset',
  },
  {
    id: 'PWB-PROT-3',
    level: 'MUST',
    subject: 'agent',
    title: 'service account without the right to reset: permission outcome, nothing written',
  },
  {
    id: 'PWB-PROT-4',
    level: 'MUST',
    subject: 'system',
    title:
      'a change by a protected account (sources and practice differ): whichever way, answer and directory agree',
  },
] as const satisfies readonly CatalogueEntry[]
