import type { CatalogueEntry } from './entry.ts'

/** NET: network. */
export const net = [
  {
    id: 'PWB-NET-1',
    level: 'MUST',
    subject: 'agent',
    title: 'no inbound port: the agent’s processes listen on nothing',
  },
  {
    id: 'PWB-NET-2',
    level: 'MUST',
    subject: 'agent',
    title:
      'outbound needs only the two cloud names (portal service, relay) and the directory; blocking either cloud name gives an answer that names it',
  },
  {
    id: 'PWB-NET-3',
    level: 'MUST',
    subject: 'system',
    title:
      'behind a middlebox that silently forgets flows idle for 120 s, no operation for 15 min, then one: answered within 2 s, no false "down"',
  },
  {
    id: 'PWB-NET-4',
    level: 'SHOULD',
    subject: 'agent',
    title:
      'behind a middlebox that silently forgets flows idle for 60 s, no operation for 15 min, then one: answered within 2 s, by staying alive or by noticing',
  },
  {
    id: 'PWB-NET-5',
    level: 'MUST',
    subject: 'agent',
    title:
      'after relay or network return, the agent reconnects with back-off and jitter, and service resumes without a restart',
  },
  {
    id: 'PWB-NET-6',
    level: 'MUST',
    subject: 'system',
    title:
      'with the cloud reachable on TCP 443 only, over WebSocket inside TLS, enabling and every operation work',
  },
] as const satisfies readonly CatalogueEntry[]
