import type { PortalConfig, PortalSecrets } from '../../harness/contract/role-config.ts'
import type { Clock } from '../clock.ts'
import type { Faults } from '../faults.ts'
import type { Answers } from './http/answers.ts'
import type { Counters } from './counters.ts'
import type { InFlight } from './operations/in-flight.ts'
import type { Onboarding } from './onboarding/onboarding.ts'
import type { OperationLog } from './operations/operation-log.ts'
import type { Operations } from './operations/operations.ts'
import type { SecretStore } from './onboarding/secret-store.ts'
import type { Sessions } from './sessions/sessions.ts'
import type { Tenants } from './onboarding/tenants.ts'
import type { TokenVerifier } from './access/tokens.ts'

/** Everything that the routes work on. */
export interface Portal {
  readonly clock: Clock
  readonly faults: Faults
  readonly config: PortalConfig
  readonly synchronisationVerifiers: PortalSecrets['synchronisationVerifiers']
  readonly tokens: TokenVerifier
  readonly tenants: Tenants
  readonly sessions: Sessions
  readonly secretStore: SecretStore
  readonly operations: Operations
  readonly onboarding: Onboarding
  readonly answers: Answers
  readonly inFlight: InFlight
  /** Passwords that are hashed in the cloud only, bounded as the operations that go to premises are. */
  readonly cloudPasswordWork: InFlight
  readonly counters: Counters
  readonly log: OperationLog
}
