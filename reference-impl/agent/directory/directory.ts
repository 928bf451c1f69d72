import type { Clock } from '../../clock.ts'
import { createDirectoryPool, type DirectoryOptions, type DirectoryPool } from './directory-pool.ts'
import { createPolicyHintsLookup, type PolicyHintsLookup } from './root-dse.ts'
import { createProtectedGroups, type ProtectedGroups } from './protected-groups.ts'

/** The one directory that all tenants of this agent write to, and what is remembered of it. */
export interface Directory {
  readonly pool: DirectoryPool
  readonly policyHints: PolicyHintsLookup
  readonly protectedGroups: ProtectedGroups
}

export function openDirectory(options: DirectoryOptions, clock: Clock): Directory {
  const pool = createDirectoryPool(options)
  return {
    pool,
    policyHints: createPolicyHintsLookup(pool),
    protectedGroups: createProtectedGroups(pool, clock),
  }
}
