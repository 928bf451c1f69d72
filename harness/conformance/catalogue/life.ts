import type { CatalogueEntry } from './entry.ts'

/** LIFE: enabling, health, prerequisites. */
export const life = [
  {
    id: 'PWB-LIFE-1',
    level: 'MUST',
    subject: 'system',
    title:
      'enabling needs a global administrator created in the cloud; non-administrator, lesser administrator, synchronised and federated are refused (four cases) and nothing is created. It makes relay, relay secrets, RSA pair, symmetric key; an abort at any step leaves the earlier state',
  },
  {
    id: 'PWB-LIFE-2',
    level: 'MUST',
    subject: 'portal',
    title:
      'agent feature and tenant switch are both needed (2 × 2); the switch works without touching the agent',
  },
  {
    id: 'PWB-LIFE-3',
    level: 'MUST',
    subject: 'portal',
    title:
      'licences: tenant with none refused; on-premises-managed user with P1, P2, EMS or SPE allowed (four cases), with only Office 365 or Basic: licence outcome, no message; cloud-only user with Office 365 or Basic: reset in the cloud, with none refused; an administrator’s written-back reset needs P1 or P2 (EMS and SPE contain them)',
  },
  {
    id: 'PWB-LIFE-4',
    level: 'MUST',
    subject: 'portal',
    title: 'self-service reset not enabled for the tenant or the user’s group: specific outcome',
  },
  {
    id: 'PWB-LIFE-5',
    level: 'SHOULD',
    subject: 'agent',
    title: 'writeback does not start before a full import and full synchronisation, and says so',
  },
  {
    id: 'PWB-LIFE-6',
    level: 'MUST',
    subject: 'portal',
    title:
      'retired synchronisation tools (DirSync, Azure AD Sync) declared as the agent’s product are refused at enabling',
  },
  {
    id: 'PWB-LIFE-7',
    level: 'MUST',
    subject: 'system',
    title: 'disable, then enable, repairs a key mismatch',
  },
  {
    id: 'PWB-LIFE-8',
    level: 'MUST',
    subject: 'agent',
    title:
      'the event log carries the documented events, in order, with tracking id and no secret: start before success or fail of each operation, service started and stopped, on- and offboarding, key pair, decryption, policy, not found, permission, locked, disabled',
  },
  {
    id: 'PWB-LIFE-9',
    level: 'MUST',
    subject: 'harness',
    title:
      '`doctor` names each prerequisite that a target misses and what to do: premium licence; a licensed administrator and test user; PDC emulator reachable; self-service reset configured and enabled; cloud-created administrator; supported directory release with the policy-hints control; agent release 1.1.443 or later; full import and synchronisation of both sides; both outbound names over HTTPS; idle connections kept 2-3 min',
  },
  {
    id: 'PWB-LIFE-10',
    level: 'MUST',
    subject: 'portal',
    title:
      'only a global administrator changes the tenant switches; write-back and unlock are independent; unsaved changes have no effect',
  },
] as const satisfies readonly CatalogueEntry[]
