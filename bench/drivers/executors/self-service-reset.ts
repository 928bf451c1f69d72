import type { Edge } from '../../../harness/contract/edge.ts'
import { createPortalClient } from '../../../harness/target/portal/portal-client.ts'
import { understood } from '../../measure/outcomes.ts'
import { passwordFor } from '../../workload/passwords.ts'
import type { Executor } from './executor.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface SelfServiceResetOptions {
  readonly edge: Edge
  readonly connections: number
  readonly timeoutMs: number
  /** By account index. */
  readonly accounts: readonly { readonly user: string; readonly totpSecret: string }[]
  readonly passwordSecret: string
}

/** A person's reset from the password reset portal: session, gate, new password (PWB-OPS-3). */
export function selfServiceReset(options: SelfServiceResetOptions): Executor {
  const { edge, connections, timeoutMs, accounts, passwordSecret } = options
  const portal = createPortalClient({ edge, connections, timeoutMs })
  return {
    async execute({ account, generation }) {
      const person = accounts[account]
      if (person === undefined) throw new RangeError(`account ${account} of ${accounts.length}`)
      const newPassword = passwordFor(passwordSecret, account, generation)
      try {
        const answer = await portal.selfServiceReset({ ...person, newPassword })
        return understood(answer.code)
      } catch (error) {
        return whyNoAnswer(error)
      }
    },
    close: () => portal.close(),
  }
}
