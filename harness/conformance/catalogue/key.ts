import type { CatalogueEntry } from './entry.ts'

/** KEY: rollover. */
export const key = [
  {
    id: 'PWB-KEY-1',
    level: 'MUST',
    subject: 'system',
    title:
      'all keys (RSA pair, symmetric key, relay secrets) roll automatically six calendar months (+ one day at most) after they were made; agent down at that time: on return, before the first operation; not at five months',
  },
  {
    id: 'PWB-KEY-2',
    level: 'MUST',
    subject: 'system',
    title:
      'all keys roll on every disable/enable; requests waiting at a disable end with a definite outcome and are never applied',
  },
  {
    id: 'PWB-KEY-3',
    level: 'MUST',
    subject: 'agent',
    title:
      'the old key stays valid for at least expiry + skew and at most 30 min after the new one is first used: a fresh package under it is applied within, refused after',
  },
  {
    id: 'PWB-KEY-4',
    level: 'MUST',
    subject: 'system',
    title: 'no operation is lost or falsely refused while keys roll under load',
  },
  {
    id: 'PWB-KEY-5',
    level: 'MUST',
    subject: 'system',
    title:
      'one rollover costs at most four messages (a disable and an enable), and none of them on the relay link',
  },
] as const satisfies readonly CatalogueEntry[]
