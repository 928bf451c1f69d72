import { textsIn } from './entry.ts'
import { type DirectoryAccess, readWith } from './directory-pool.ts'

/** Both names of the control; the newer one first (facts: LDAP_SERVER_POLICY_HINTS_OID). */
const POLICY_HINTS = ['1.2.840.113556.1.4.2239', '1.2.840.113556.1.4.2066'] as const

/** The object identifiers of the controls that the directory lists. Throws DirectoryError. */
export async function listedControls(pool: DirectoryAccess): Promise<readonly string[]> {
  const { searchEntries } = await readWith(pool, (client) =>
    client.search('', { scope: 'base', attributes: ['supportedControl'] }),
  )
  return searchEntries.flatMap((entry) => textsIn(entry, 'supportedControl'))
}

/** Which policy-hints control the directory lists, if any; asked once and kept until `forget`. */
export function createPolicyHintsLookup(pool: DirectoryAccess) {
  let known: Promise<string | undefined> | undefined

  async function ask(): Promise<string | undefined> {
    const listed = await listedControls(pool)
    return POLICY_HINTS.find((oid) => listed.includes(oid))
  }

  const forget = () => {
    known = undefined
  }

  return {
    /** Throws DirectoryError; asks again next time. */
    async oid(): Promise<string | undefined> {
      known ??= ask()
      try {
        return await known
      } catch (error) {
        forget()
        throw error
      }
    },
    forget,
  }
}
export type PolicyHintsLookup = ReturnType<typeof createPolicyHintsLookup>

/** How far a controller has come: numbers of one say nothing of another's. */
export interface Watermark {
  /** dsServiceName of the controller that answered. */
  readonly controller: string
  /** highestCommittedUSN: what a later delta import begins after; a decimal number. */
  readonly usn: string
}

/** Throws DirectoryError. */
export async function readWatermark(pool: DirectoryAccess): Promise<Watermark> {
  const { searchEntries } = await readWith(pool, (client) =>
    client.search('', { scope: 'base', attributes: ['highestCommittedUSN', 'dsServiceName'] }),
  )
  const first = (name: string) => searchEntries.flatMap((entry) => textsIn(entry, name))[0]
  return { controller: first('dsServiceName') ?? '', usn: first('highestCommittedUSN') ?? '0' }
}
