import type { DirectorySeed, SeedEntry } from './directory-seed.ts'
import { Unsupported } from '../errors.ts'
import { liesBelow, type Premises } from './premises.ts'

const MEMBERS = 'member'

/**
 * In somebody's directory only what lies in the run's own unit is written, and everything that is made is
 * marked. A write elsewhere rejects as Unsupported before anything is sent.
 */
export function guestSeed(seed: DirectorySeed, { guest, rebase }: Premises): DirectorySeed {
  if (guest === undefined) return seed
  const { unit, mark } = guest

  const own = (dn: string) => {
    const here = rebase(dn)
    if (liesBelow(here, unit)) return here
    throw new Unsupported(
      'directory',
      `${here} lies outside of ${unit}; in somebody’s directory nothing else is written`,
    )
  }

  const marked = ({ dn, attributes, ...others }: SeedEntry): SeedEntry => ({
    ...others,
    dn: own(dn),
    attributes: {
      ...attributes,
      ...(attributes[MEMBERS] && { [MEMBERS]: attributes[MEMBERS].map(own) }),
      description: [mark],
    },
  })

  return {
    add: async (entries) => seed.add(entries.map(marked)),
    modify: async (dn, changes) => seed.modify(own(dn), changes),
    addMember: async (groupDn, memberDn) => seed.addMember(own(groupDn), own(memberDn)),
    denyPasswordChange: async (dn) => seed.denyPasswordChange(own(dn)),
    remove: async (dn) => seed.remove(own(dn)),
    close: () => seed.close(),
  }
}
