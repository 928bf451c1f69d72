import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newKeyPair } from '../../target/trust/secrets.ts'

/** As many as most systems take. A system that needs more makes them, and the others have them too. */
const PAIRS = 8

/**
 * Works with a folder (0700) of key pairs made beforehand, which each of the systems takes in order: `0.pem`, `1.pem`,
 * …; whatever comes of the work, it is gone afterwards.
 */
export async function withSharedKeyPairs<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wbk-'))
  try {
    await Promise.all(
      Array.from({ length: PAIRS }, async (_, number) =>
        writeFile(join(folder, `${number}.pem`), await newKeyPair(), { mode: 0o600 }),
      ),
    )
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
