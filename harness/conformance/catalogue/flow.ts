import type { CatalogueEntry } from './entry.ts'

/** FLOW: the way through the portal. */
export const flow = [
  {
    id: 'PWB-FLOW-1',
    level: 'MUST',
    subject: 'portal',
    title:
      'for an on-premises-managed account, before the first gate is offered, the portal checks that writeback is up; if not, it says that the password cannot be reset now, offers no gate, sends nothing',
  },
  {
    id: 'PWB-FLOW-2',
    level: 'MUST',
    subject: 'portal',
    title:
      'no password is accepted before the gates are passed; a wrong or replayed gate code is refused',
  },
  {
    id: 'PWB-FLOW-3',
    level: 'MUST',
    subject: 'portal',
    title: 'new password and confirmation must match',
  },
  {
    id: 'PWB-FLOW-4',
    level: 'MUST',
    subject: 'system',
    title:
      '"changed", for an on-premises-managed account, is answered only after the directory accepted',
  },
  {
    id: 'PWB-FLOW-5',
    level: 'MUST',
    subject: 'portal',
    title: 'after a refused password the person can try again in the same session and succeed',
  },
  {
    id: 'PWB-FLOW-6',
    level: 'SHOULD',
    subject: 'system',
    title:
      'all parts up, link unshaped, at most one operation per second: answered within 500 ms on average, and always within 10 s',
  },
  {
    id: 'PWB-FLOW-7',
    level: 'MUST',
    subject: 'portal',
    title:
      'a session expires after 15 min; repeated failed gates lock the account out of self-service (5 in 24 h)',
  },
  {
    id: 'PWB-FLOW-8',
    level: 'MUST',
    subject: 'portal',
    title:
      'a request without a valid, unexpired, sufficiently privileged token is refused (own account only for users; role for administrators)',
  },
  {
    id: 'PWB-FLOW-9',
    level: 'MUST',
    subject: 'portal',
    title:
      'the up-check sends no relay message. After a clean stop of the agent the portal says down within 5 s; after a silent death within two heartbeat periods; up again within 30 s of its return',
  },
  {
    id: 'PWB-FLOW-10',
    level: 'MUST',
    subject: 'portal',
    title:
      'the portal answers within its wait limit (30 s). Without a result by then: "outcome unknown until T" and an address to ask again, where the final outcome stands from T on',
  },
] as const satisfies readonly CatalogueEntry[]
