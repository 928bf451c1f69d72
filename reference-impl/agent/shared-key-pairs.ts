import { join } from 'node:path'
import { createOrder } from './in-order.ts'
import { readIfPresent, replacePrivateFile } from './private-file.ts'

const TAKEN = 'key-pairs-taken'

/**
 * Where the key pairs of one system come from whose process plays in many (`--stay`): the systems share those in
 * `folder`, as making one costs some 200 ms of processor time, more than all else that a short system does. A system
 * takes them in order and none twice (PWB-KEY-2); how many it took lies in its state directory, where an agent that was
 * killed and started again finds it. `make` where the folder has no more; of two systems that do so at once each has
 * its own, and one of them is left for the others.
 */
export function shareKeyPairs(folder: string, stateDir: string, make: () => Promise<string>) {
  const file = join(stateDir, TAKEN)
  const order = createOrder()

  const takeNumber = async () => {
    const taken = Number((await readIfPresent(file)) ?? 0)
    await replacePrivateFile(file, `${taken + 1}`)
    return taken
  }

  return async () => {
    const number = await order.run(file, takeNumber)
    const path = join(folder, `${number}.pem`)
    const known = await readIfPresent(path)
    if (known !== undefined) return known
    const pair = await make()
    await replacePrivateFile(path, pair)
    return pair
  }
}
