import type { CatalogueEntry } from './entry.ts'

/** BW: bandwidth. */
export const bw = [
  {
    id: 'PWB-BW-1',
    level: 'MUST',
    subject: 'system',
    title: 'idle: under 100 bit/s per agent over an hour',
  },
  {
    id: 'PWB-BW-2',
    level: 'MUST',
    subject: 'system',
    title:
      'extreme load of a tenant, one operation per second evenly spaced (what 250,000 people need in the busiest hour after a holiday): at most 8 kbit/s. "A few" is read as at most 8; the report prints the rate at which the promise ends',
  },
  {
    id: 'PWB-BW-3',
    level: 'MUST',
    subject: 'system',
    title:
      'at 10 and at 100 operations per second (or the directory’s highest sustained rate, printed) an operation costs at most 1.1 × its cost at 1 per second',
  },
  {
    id: 'PWB-BW-4',
    level: 'MUST',
    subject: 'system',
    title:
      'on a link shaped to 8 kbit/s each way with 200 ms round trip, a minute at 0.5 operations per second over a warm connection: no loss, no expiry, no false failure, every answer within 10 s',
  },
  {
    id: 'PWB-BW-5',
    level: 'MUST',
    subject: 'harness',
    title:
      'the wire ladder (message, plaintext, TLS records, TCP, IP) reconciles by formula on every hop',
  },
] as const satisfies readonly CatalogueEntry[]
