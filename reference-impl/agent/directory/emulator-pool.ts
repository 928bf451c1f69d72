import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import { DirectoryError } from './directory-failure.ts'
import type { DirectoryAccess } from './directory-pool.ts'
import { readEmulatorName } from './emulator-name.ts'

/** The role can move to another controller while the old one stays up. */
const KNOWN_FOR_MS = 5 * 60_000

export interface EmulatorOptions {
  /** Where may be asked which controller it is, and where imports come from. */
  readonly readers: DirectoryAccess
  /** By dNSHostName in lower case. */
  readonly controllers: ReadonlyMap<string, DirectoryAccess>
  readonly clock: Clock
  readonly faults: Faults
}

const isUnreachable = (error: unknown) =>
  error instanceof DirectoryError && error.failure.kind === 'unreachable'

/** Runs at the domain's PDC emulator, whichever controller that is, and nowhere else (PWB-LOOK-6, PWB-LOOK-7). */
export function createEmulatorPool(options: EmulatorOptions): DirectoryAccess {
  const { readers, controllers, clock, faults } = options
  let known: { readonly pool: Promise<DirectoryAccess>; readonly untilMs: number } | undefined

  /** Of the fault that keeps it. */
  let outage: unknown

  async function find(): Promise<DirectoryAccess> {
    const name = await readEmulatorName(readers)
    const pool = controllers.get(name.toLowerCase())
    if (pool !== undefined) return pool
    const reason = `the PDC emulator ${name} is behind none of the agent's edges`
    throw new DirectoryError({ kind: 'unreachable', reason })
  }

  const forget = () => {
    known = undefined
  }

  function emulator(): Promise<DirectoryAccess> {
    if (known !== undefined && clock.now() < known.untilMs) return known.pool
    const pool = find()
    pool.catch(forget)
    known = { pool, untilMs: clock.now() + KNOWN_FOR_MS }
    return pool
  }

  return {
    async run(work) {
      if (outage !== undefined) throw outage
      if (faults.fires('agent-writes-to-preferred')) return readers.run(work)
      try {
        return await (await emulator()).run(work)
      } catch (error) {
        if (!isUnreachable(error)) throw error
        // Perhaps another one has the role by the next request.
        forget()
        if (faults.fires('agent-remembers-outage')) outage = error
        if (faults.fires('agent-writes-elsewhere')) return readers.run(work)
        throw error
      }
    },
  }
}
