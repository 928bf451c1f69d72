import type { Clock } from '../../clock.ts'
import type { Faults } from '../../faults.ts'
import {
  createDirectoryPool,
  type DirectoryAccess,
  type DirectoryOptions,
  type DirectoryPool,
} from './directory-pool.ts'
import { createEmulatorPool } from './emulator-pool.ts'
import { createFailoverPool } from './failover-pool.ts'
import { createProtectedGroups, type ProtectedGroups } from './protected-groups.ts'
import { createPolicyHintsLookup, type PolicyHintsLookup } from './root-dse.ts'

/** One forest as all tenants of this agent see it, and what is remembered of it. */
export interface Directory {
  /** To the PDC emulator: there accounts are looked at and written. */
  readonly pool: DirectoryAccess
  readonly policyHints: PolicyHintsLookup
  readonly protectedGroups: ProtectedGroups
}

/** A domain controller: its `servername` is its dNSHostName. */
export type Controller = Pick<DirectoryOptions, 'host' | 'port' | 'servername' | 'ca'>

type Controllers = readonly [Controller, ...Controller[]]

export interface ForestOptions {
  /** DNS name; '' where there is but one forest, which nobody named. */
  readonly domain: string
  readonly controllers: Controllers
  /** Those that may be imported from, in this order. */
  readonly readers: Controllers
  readonly access: Omit<DirectoryOptions, keyof Controller | 'now'>
}

export interface Forest {
  readonly domain: string
  readonly directory: Directory
  /** Where imports come from. */
  readonly imports: DirectoryAccess
  close(): Promise<void>
}

/**
 * A forest of one domain. Where it has one controller, that is taken for the PDC emulator; where it has
 * several, the directory itself tells which one is.
 */
export function openForest(options: ForestOptions, clock: Clock, faults: Faults): Forest {
  const { domain, access } = options
  const pools = new Map<Controller, DirectoryPool>()
  const poolOf = (controller: Controller) => {
    const pool =
      pools.get(controller) ?? createDirectoryPool({ ...controller, ...access, now: clock.now })
    pools.set(controller, pool)
    return pool
  }
  const [firstReader, ...otherReaders] = options.readers
  const imports = createFailoverPool([poolOf(firstReader), ...otherReaders.map(poolOf)])
  const controllers = new Map(
    options.controllers.map((each) => [each.servername.toLowerCase(), poolOf(each)] as const),
  )
  const [only] = options.controllers
  const pool =
    options.controllers.length === 1
      ? poolOf(only)
      : createEmulatorPool({ readers: imports, controllers, clock, faults })
  return {
    domain,
    imports,
    directory: {
      pool,
      policyHints: createPolicyHintsLookup(pool),
      protectedGroups: createProtectedGroups(pool, clock),
    },
    async close() {
      await Promise.all([...pools.values()].map((each) => each.close()))
    },
  }
}
