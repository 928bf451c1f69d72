import { randomUUID } from 'node:crypto'
import { link, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readIfPresent } from './private-file.ts'

const TAKEN = 'key-pairs-taken'
const PRIVATE = { mode: 0o600 } as const

const isThere = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Puts it there whole, unless another process was first; what is there then. */
async function keepFirst(path: string, pair: string): Promise<string> {
  const mine = `${path}.${randomUUID()}.tmp`
  await writeFile(mine, pair, PRIVATE)
  try {
    await link(mine, path)
    return pair
  } catch (error) {
    if (!isThere(error)) throw error
    return (await readIfPresent(path)) ?? pair
  } finally {
    await rm(mine, { force: true })
  }
}

/**
 * Where the key pairs of one system come from whose process plays in many (`--stay`): the systems share those in
 * `folder`, as making one costs some 200 ms of processor time, more than all else that a short system does. A system
 * takes them in order and none twice (PWB-KEY-2); how many it took lies in its state directory, where an agent that was
 * killed and started again finds it. `make` where the folder has no more.
 */
export function shareKeyPairs(folder: string, stateDir: string, make: () => Promise<string>) {
  const file = join(stateDir, TAKEN)
  let turn: Promise<unknown> = Promise.resolve()

  const takeNumber = async () => {
    const taken = Number((await readIfPresent(file)) ?? 0)
    await writeFile(file, `${taken + 1}`, PRIVATE)
    return taken
  }

  return async () => {
    const mine = turn.then(takeNumber)
    turn = mine.catch(() => undefined)
    const path = join(folder, `${await mine}.pem`)
    return (await readIfPresent(path)) ?? keepFirst(path, await make())
  }
}
