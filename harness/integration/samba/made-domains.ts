import { z } from 'zod'
import { OWN_SAMBA, sambaAt } from './installation.ts'
import type { MadeDomain } from './make-domain.ts'

/** Domains as a file lists them for `directory-main`; nothing secret. */
export const madeDomainsSchema = z.array(
  z.strictObject({
    domain: z.string(),
    address: z.string(),
    folder: z.string(),
    /** The folder that is `/` to its Samba; empty: the machine’s own. */
    root: z.string(),
  }),
)
type Listed = z.infer<typeof madeDomainsSchema>[number]

export const listed = ({ domain, address, folder, installation }: MadeDomain): Listed => ({
  domain,
  address,
  folder,
  root: installation.root,
})

export const madeDomain = ({ root, ...rest }: Listed): MadeDomain => ({
  ...rest,
  installation: root === '' ? OWN_SAMBA : sambaAt(root),
})
