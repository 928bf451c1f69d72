import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makePair } from '../idle-tenants.ts'

/** As many as most systems take. A system that needs more makes them, and the others have them too. */
const PAIRS = 8

/** A folder (0700) of key pairs made beforehand, which each of the systems takes in order: `0.pem`, `1.pem`, … */
export async function makeSharedKeyPairs() {
  const folder = await mkdtemp(join(tmpdir(), 'wbk-'))
  await Promise.all(
    Array.from({ length: PAIRS }, async (_, number) =>
      writeFile(join(folder, `${number}.pem`), await makePair(), { mode: 0o600 }),
    ),
  )
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
