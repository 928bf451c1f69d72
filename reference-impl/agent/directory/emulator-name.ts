import { DirectoryError } from './directory-failure.ts'
import { type DirectoryAccess, readWith } from './directory-pool.ts'
import { textIn } from './entry.ts'

const cannotTell = (what: string) =>
  new DirectoryError({ kind: 'unreachable', reason: `PDC emulator: the directory has no ${what}` })

/**
 * The dNSHostName of the domain's PDC emulator, as any of its controllers knows it: the domain's head names
 * the settings object of the role's owner, whose parent is that controller's server object (MS-ADTS
 * 6.1.5.3). Throws DirectoryError.
 */
export async function readEmulatorName(pool: DirectoryAccess): Promise<string> {
  const valueOf = async (base: string, attribute: string) => {
    const { searchEntries } = await readWith(pool, (client) =>
      client.search(base, { scope: 'base', attributes: [attribute] }),
    )
    const value = searchEntries.flatMap((entry) => textIn(entry, attribute) ?? [])[0]
    if (value === undefined) throw cannotTell(attribute)
    return value
  }
  const head = await valueOf('', 'defaultNamingContext')
  const settings = await valueOf(head, 'fSMORoleOwner')
  return valueOf(settings.slice(settings.indexOf(',') + 1), 'dNSHostName')
}
