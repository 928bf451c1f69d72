import type { CatalogueEntry } from './entry.ts'

/** LOAD: the same promises, under load and faults. */
export const load = [
  {
    id: 'PWB-LOAD-1',
    level: 'MUST',
    subject: 'system',
    title:
      'conservation: planned = sent + not sent; sent = accepted + refused by policy + other definite refusals + unknown; nothing lost',
  },
  {
    id: 'PWB-LOAD-2',
    level: 'MUST',
    subject: 'system',
    title:
      'each account ends with its last acknowledged password, or with one whose outcome was told as unknown',
  },
  {
    id: 'PWB-LOAD-3',
    level: 'MUST',
    subject: 'system',
    title: 'no request is applied twice, none after its expiry, none that was told as failed',
  },
  {
    id: 'PWB-LOAD-4',
    level: 'MUST',
    subject: 'system',
    title: 'refusals under load are as specific and as correct as without load',
  },
  {
    id: 'PWB-LOAD-5',
    level: 'MUST',
    subject: 'system',
    title:
      'heartbeats keep their period during a storm, judged over many tenants with staggered phases',
  },
  {
    id: 'PWB-LOAD-6',
    level: 'MUST',
    subject: 'system',
    title:
      'LOAD-1 to -4 with: agent killed and restarted mid-storm, relay killed and restarted, directory stopped and started, link cut, link slow, duplicated deliveries, clock of the agent off by the supported skew; heartbeats resume within one period',
  },
  {
    id: 'PWB-LOAD-7',
    level: 'MUST',
    subject: 'system',
    title:
      'overload is refused early with a specific "try again" outcome and bounded memory; 10 s after the storm the latency is back to normal',
  },
] as const satisfies readonly CatalogueEntry[]
