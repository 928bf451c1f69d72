import type { Variant } from './variant.ts'

/** Families whose checks read the portal's answers. */
const ANSWERED = ['OPS', 'MODE', 'FLOW', 'LOOK', 'POL', 'PROT', 'SEC', 'KEY', 'LIFE'] as const
/** Families whose checks, or whose agent, read entries of the directory. */
const LOOKED_UP = ['OPS', 'FLOW', 'LOOK', 'POL', 'PROT', 'LIFE'] as const
/** Families whose checks watch messages between portal and agent. */
const WATCHED = ['OPS', 'FLOW', 'MSG', 'TTL', 'SEC', 'KEY', 'NET'] as const

/**
 * Permitted variants of the reference. Set by `--variant NAME` on the command line, never by the
 * control plane. A judge that turns red under one of them asks for more than the catalogue does.
 */
export const VARIANTS = {
  'portal-reverses-members': {
    role: 'portal',
    deviation: 'writes the members of each JSON object in the reverse order',
    permittedBy: 'RFC 8259, 4: the members of an object have no order',
    mayMislead: ANSWERED,
  },
  'portal-adds-members': {
    role: 'portal',
    deviation: 'adds a member that nobody knows to each JSON answer',
    permittedBy: 'RFC 9457, 3.2: clients ignore extensions that they do not know',
    mayMislead: ANSWERED,
  },
  'portal-indents-json': {
    role: 'portal',
    deviation: 'writes JSON over several lines, and letters beyond ASCII as escapes',
    permittedBy: 'RFC 8259, 2 and 7',
    mayMislead: ANSWERED,
  },
  'portal-omits-charset': {
    role: 'portal',
    deviation: 'names the media type of its answers without a charset, in other letters',
    permittedBy:
      'RFC 8259, 11: JSON has no such parameter; RFC 9110, 8.3.1: letters’ case means nothing',
    mayMislead: ['FLOW', 'POL', 'SEC'],
  },
  'portal-chunks-bodies': {
    role: 'portal',
    deviation: 'sends bodies in chunks of a few bytes, without a length',
    permittedBy: 'RFC 9112, 7.1',
    mayMislead: ['OPS', 'FLOW', 'SEC', 'KEY', 'LIFE'],
  },
  'portal-answers-later': {
    role: 'portal',
    deviation: 'takes 20 ms longer for each answer',
    permittedBy: 'PWB-FLOW-6 asks for 500 ms on average',
    mayMislead: ['FLOW', 'MSG', 'TTL', 'KEY', 'LIFE'],
  },
  'portal-words-at-length': {
    role: 'portal',
    deviation: 'explains each outcome and its remedy in longer words',
    permittedBy: 'the contract fixes codes, not words',
    mayMislead: ['OPS', 'MODE', 'FLOW', 'POL', 'PROT', 'SEC'],
  },
  'directory-speaks-samba': {
    role: 'directory',
    deviation: 'refuses with the diagnostic texts of Samba',
    permittedBy: 'RFC 4511, 4.1.9: the diagnostic message is for people',
    mayMislead: LOOKED_UP,
  },
  'directory-respells-names': {
    role: 'directory',
    deviation: 'writes distinguished names in lower-case types, with spaces and hex escapes',
    permittedBy: 'RFC 4514, 2.4 and 3, and RFC 4512, 2.5',
    mayMislead: LOOKED_UP,
  },
  'directory-respells-attributes': {
    role: 'directory',
    deviation: 'writes the names of attributes in capitals',
    permittedBy: 'RFC 4512, 2.5: letters’ case means nothing',
    mayMislead: LOOKED_UP,
  },
  'directory-reverses-entries': {
    role: 'directory',
    deviation: 'gives the entries of a search, their attributes and values in the reverse order',
    permittedBy: 'RFC 4511, 4.1.7 and 4.5.2: none of them has an order',
    mayMislead: LOOKED_UP,
  },
  'directory-adds-references': {
    role: 'directory',
    deviation: 'adds a reference to another partition to each search of a subtree',
    permittedBy: 'RFC 4511, 4.5.3; Active Directory names its other partitions so',
    mayMislead: LOOKED_UP,
  },
  'directory-widens-lengths': {
    role: 'directory',
    deviation: 'writes each length of a constructed element in four bytes',
    permittedBy: 'RFC 4511, 5.1; Active Directory does so',
    mayMislead: LOOKED_UP,
  },
  'directory-splits-writes': {
    role: 'directory',
    deviation: 'sends the first byte of each message alone',
    permittedBy: 'TCP is a stream of bytes',
    mayMislead: LOOKED_UP,
  },
  'directory-answers-later': {
    role: 'directory',
    deviation: 'takes 20 ms longer for each operation',
    permittedBy: 'PWB-FLOW-6 asks for 500 ms on average',
    mayMislead: ['FLOW', 'POL', 'MSG', 'TTL', 'KEY', 'LIFE'],
  },
  'relay-splits-writes': {
    role: 'relay',
    deviation: 'sends the first byte of each write alone',
    permittedBy: 'TCP is a stream of bytes',
    mayMislead: WATCHED,
  },
  'relay-splits-transfers': {
    role: 'relay',
    deviation: 'delivers each message in several transfers',
    permittedBy: 'AMQP 1.0, 2.6.14: a delivery may span transfers',
    mayMislead: WATCHED,
  },
  'agent-splits-transfers': {
    role: 'agent',
    deviation: 'sends each result and heartbeat in several transfers',
    permittedBy: 'AMQP 1.0, 2.6.14: a delivery may span transfers',
    mayMislead: WATCHED,
  },
  'agent-answers-later': {
    role: 'agent',
    deviation: 'takes 40 ms longer for each result',
    permittedBy: 'PWB-FLOW-6 asks for 500 ms on average',
    mayMislead: ['FLOW', 'MSG', 'TTL', 'SEC', 'KEY', 'LIFE'],
  },
  'agent-logs-more': {
    role: 'agent',
    deviation: 'writes more fields into each event, and an event of its own before it',
    permittedBy: 'PWB-LIFE-8 fixes the documented ids and their order, not what else is told',
    mayMislead: ['NET', 'SEC', 'LIFE', 'KEY', 'POL'],
  },
} as const satisfies Record<string, Variant>

export type VariantName = keyof typeof VARIANTS

export const isVariantName = (name: string): name is VariantName => Object.hasOwn(VARIANTS, name)
