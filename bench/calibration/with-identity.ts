import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority, type Identity } from '../../harness/target/trust/pki.ts'

/** Works with a certificate for the name, of an authority of its own; its files are gone afterwards. */
export async function withIdentity<T>(
  servername: string,
  work: (identity: Identity) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wb-known-'))
  try {
    return await work(await (await createAuthority(folder)).issue('known', servername))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
