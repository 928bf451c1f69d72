import type { CatalogueEntry } from './entry.ts'

/** OPS: which operations are written back. */
export const ops = [
  {
    id: 'PWB-OPS-1',
    level: 'MUST',
    subject: 'system',
    title: 'a user’s voluntary self-service change is written back',
  },
  {
    id: 'PWB-OPS-2',
    level: 'MUST',
    subject: 'system',
    title:
      'a user’s forced change (expired, or must change at next logon) is written back, and the force flag is cleared',
  },
  {
    id: 'PWB-OPS-3',
    level: 'MUST',
    subject: 'system',
    title: 'a user’s self-service reset from the password reset portal is written back',
  },
  {
    id: 'PWB-OPS-4',
    level: 'MUST',
    subject: 'system',
    title:
      'the own voluntary change, forced change and portal reset of a cloud administrator whose directory account is in no protected group are written back (three cases)',
  },
  {
    id: 'PWB-OPS-5',
    level: 'MUST',
    subject: 'system',
    title:
      'an administrator’s reset of a user from the Azure portal is written back, and from the Azure classic portal (two cases)',
  },
  {
    id: 'PWB-OPS-6',
    level: 'MUST',
    subject: 'portal',
    title:
      'a user’s own reset by PowerShell v1, PowerShell v2 or the Graph API is not written back (three cases): on-premises password stays, no message reaches the relay. What happens to the cloud copy is printed, not judged',
  },
  {
    id: 'PWB-OPS-7',
    level: 'MUST',
    subject: 'portal',
    title:
      'an administrator’s reset of a user from the Office management portal, PowerShell v1, v2 or the Graph API is not written back (four cases): on-premises password stays, no message reaches the relay. What happens to the cloud copy is printed, not judged',
  },
  {
    id: 'PWB-OPS-8',
    level: 'MUST',
    subject: 'system',
    title:
      'changes from the access panel and from Office 365 are written back, for expired and unexpired passwords',
  },
  {
    id: 'PWB-OPS-9',
    level: 'MUST',
    subject: 'system',
    title:
      'with the tenant switch "unlock without reset" on, a locked account is unlocked and its password stays; with it off, unlocking alone is refused',
  },
  {
    id: 'PWB-OPS-10',
    level: 'MUST',
    subject: 'system',
    title: 'a reset also unlocks a locked account',
  },
  {
    id: 'PWB-OPS-11',
    level: 'MUST',
    subject: 'portal',
    title:
      'the origin follows from endpoint and token client, never from a field the caller can set; an unknown origin is not written back',
  },
  {
    id: 'PWB-OPS-12',
    level: 'SHOULD',
    subject: 'portal',
    title: 'an answer to an origin that is not written back says so',
  },
] as const satisfies readonly CatalogueEntry[]
