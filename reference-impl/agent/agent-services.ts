import type { AgentConfig, AgentSecrets } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Forest } from './directory/directory.ts'
import type { EventLog } from './event-log.ts'
import type { Journal } from './journal.ts'
import type { PortalClient } from './portal-client.ts'
import type { StateStore } from './tenant-state.ts'

/** What all tenants of one agent process share. */
export interface AgentServices {
  readonly config: AgentConfig
  readonly secrets: AgentSecrets
  readonly clock: Clock
  readonly faults: Faults
  readonly events: EventLog
  readonly journal: Journal
  /** In the order of the configuration. */
  readonly forests: readonly [Forest, ...Forest[]]
  readonly portal: PortalClient
  readonly states: StateStore
  /** An RSA-2048 private key that none of its tenants has had; PKCS#8 PEM. */
  readonly newKeyPair: () => Promise<string>
  /** PEM: the relay's certificate is verified against the portal's trust file. */
  readonly relayCa: string
  /** Called after each change of a tenant's keys. */
  readonly onKeysChanged: (tenant: string) => Promise<void>
}
