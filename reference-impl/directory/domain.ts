import type { DomainConfig } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Dialect } from './dialects.ts'
import type { Controller } from './entries/configuration-partition.ts'
import type { Entry } from './entries/entry.ts'
import type { Links } from './entries/links.ts'
import type { PasswordDigests } from './entries/passwords.ts'
import type { Replication } from './entries/replication.ts'
import type { DomainSid } from './entries/sid.ts'
import type { Store } from './entries/store.ts'

/** One domain: everything that an operation works on. */
export interface Domain {
  readonly config: DomainConfig
  readonly dialect: Dialect
  readonly store: Store
  readonly replication: Replication
  readonly members: Links
  readonly psoLinks: Links
  readonly digests: PasswordDigests
  readonly sid: DomainSid
  readonly clock: Clock
  readonly faults: Faults
  readonly roots: DomainRoots
  /** Its controllers also listen for LDAP that StartTLS protects. */
  readonly startTls: boolean
  /** At least one; the first is the PDC emulator. */
  readonly controllers: readonly [Controller, ...Controller[]]
}

/** Entries that have a meaning of their own. */
export interface DomainRoots {
  /** The head of the configuration partition. */
  readonly configuration: Entry
  readonly administrators: Entry
  readonly passwordSettings: Entry
  readonly protectedGroups: ReadonlySet<Entry>
  /** Part of the directory itself: never deleted. */
  readonly critical: ReadonlySet<Entry>
  /** May reset passwords and unlock, but for protected accounts. */
  readonly service: Entry
}
