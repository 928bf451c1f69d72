import type { CatalogueEntry } from './entry.ts'

/** LOOK: finding the account. */
export const look = [
  {
    id: 'PWB-LOOK-1',
    level: 'MUST',
    subject: 'agent',
    title:
      'the account is found by its cloud anchor: cloud connector object → metaverse object → directory connector object',
  },
  {
    id: 'PWB-LOOK-2',
    level: 'MUST',
    subject: 'agent',
    title:
      'missing directory connector object, metaverse link or cloud link: "user not found", nothing written (three cases)',
  },
  {
    id: 'PWB-LOOK-3',
    level: 'MUST',
    subject: 'agent',
    title:
      'the link to the directory must carry a join rule whose name starts with `Microsoft.InfromADUserAccountEnabled.`; another name, or that rule on the cloud link only: "user not found"',
  },
  {
    id: 'PWB-LOOK-4',
    level: 'MUST',
    subject: 'agent',
    title:
      'linked objects in two forests: the one whose link carries the rule is written, the other stays',
  },
  {
    id: 'PWB-LOOK-5',
    level: 'MUST',
    subject: 'agent',
    title: 'two enabled matches: refused as "multiple matches", nothing written',
  },
  {
    id: 'PWB-LOOK-6',
    level: 'MUST',
    subject: 'agent',
    title:
      'also with "only use preferred domain controllers" set to another one, every write contacts the PDC emulator of the account’s domain',
  },
  {
    id: 'PWB-LOOK-7',
    level: 'MUST',
    subject: 'agent',
    title: 'PDC emulator unreachable: specific connectivity outcome, nothing written elsewhere',
  },
  {
    id: 'PWB-LOOK-8',
    level: 'MUST',
    subject: 'agent',
    title: String.raw`distinguished names with every special character (space or # in front; comma, + " \ < > ; = / anywhere; space at the end; CR, LF, non-ASCII) are written correctly`,
  },
  {
    id: 'PWB-LOOK-9',
    level: 'MUST',
    subject: 'agent',
    title:
      'an account moved or renamed since the last synchronisation is still found, or answered as not found; never another account written',
  },
  {
    id: 'PWB-LOOK-10',
    level: 'MUST',
    subject: 'agent',
    title: 'an account not yet synchronised: "user not found"',
  },
] as const satisfies readonly CatalogueEntry[]
