import { bw } from './bw.ts'
import type { CatalogueEntry } from './entry.ts'
import { flow } from './flow.ts'
import { key } from './key.ts'
import { life } from './life.ts'
import { load } from './load.ts'
import { look } from './look.ts'
import { mode } from './mode.ts'
import { msg } from './msg.ts'
import { net } from './net.ts'
import { ops } from './ops.ts'
import { pol } from './pol.ts'
import { prot } from './prot.ts'
import { sec } from './sec.ts'
import { ttl } from './ttl.ts'

/** Raised whenever a requirement's words change or one is added: what was excused before is looked at again. */
export const CATALOGUE_VERSION = 1

/** A family of requirements under its heading. */
interface Family {
  readonly heading: string
  readonly entries: readonly CatalogueEntry[]
}

/** The catalogue, family by family, in the order in which it is read. */
export const FAMILIES: readonly Family[] = [
  { heading: 'OPS: which operations are written back', entries: ops },
  { heading: 'MODE: how the account’s password is managed', entries: mode },
  { heading: 'FLOW: the way through the portal', entries: flow },
  { heading: 'LOOK: finding the account', entries: look },
  { heading: 'POL: on-premises policy, enforced before anything is committed', entries: pol },
  { heading: 'PROT: protected accounts and rights', entries: prot },
  { heading: 'MSG: messages on the agent’s link', entries: msg },
  { heading: 'BW: bandwidth, at IP level, both directions', entries: bw },
  { heading: 'TTL: expiry', entries: ttl },
  { heading: 'SEC: the security model', entries: sec },
  { heading: 'KEY: rollover of keys', entries: key },
  { heading: 'NET: network', entries: net },
  { heading: 'LIFE: enabling, health, prerequisites', entries: life },
  { heading: 'LOAD: the same promises, under load and faults', entries: load },
]

/** Every requirement, in the catalogue's order. */
export const CATALOGUE: readonly CatalogueEntry[] = FAMILIES.flatMap(({ entries }) => entries)
