import type { CatalogueEntry } from './entry.ts'

/** MSG: messages. */
export const msg = [
  {
    id: 'PWB-MSG-1',
    level: 'MUST',
    subject: 'system',
    title:
      'fault-free: exactly two messages per password that left the portal, a request and a result, for each of self-service reset, change and admin reset, accepted or refused',
  },
  {
    id: 'PWB-MSG-2',
    level: 'MUST',
    subject: 'system',
    title:
      'enabling is exactly two messages, one request and one answer, at the onboarding endpoint; disabling likewise',
  },
  {
    id: 'PWB-MSG-3',
    level: 'MUST',
    subject: 'agent',
    title:
      'one heartbeat every five minutes while the service runs: the first at start, none after stop; period 300 s ± 5 % over at least three periods, also while other operations go on',
  },
  {
    id: 'PWB-MSG-4',
    level: 'MUST',
    subject: 'system',
    title:
      'nothing else on the relay link: an idle hour holds 11 to 13 heartbeats, and transport keep-alives',
  },
  {
    id: 'PWB-MSG-5',
    level: 'MUST',
    subject: 'system',
    title:
      'each message (envelope sections and body) is under 1,000 bytes, for names up to 113 characters and passwords up to 64 ASCII characters',
  },
  {
    id: 'PWB-MSG-6',
    level: 'SHOULD',
    subject: 'system',
    title: 'under 1,000 bytes also for a change with two passwords of 127 ASCII characters',
  },
  {
    id: 'PWB-MSG-7',
    level: 'MUST',
    subject: 'relay',
    title:
      'a message above the relay’s limit is refused with a clear error and does not stop the next one',
  },
  {
    id: 'PWB-MSG-8',
    level: 'MUST',
    subject: 'system',
    title:
      'within one kind of operation, a request’s size tells nothing of the password’s length up to 64 characters',
  },
  {
    id: 'PWB-MSG-9',
    level: 'MUST',
    subject: 'system',
    title:
      'unlock without reset: at most two messages, no password in them; the rules of size, expiry and security apply to them as well',
  },
  {
    id: 'PWB-MSG-10',
    level: 'MUST',
    subject: 'system',
    title: 'a redelivered request brings at most one equal result per copy; an expired one none',
  },
] as const satisfies readonly CatalogueEntry[]
