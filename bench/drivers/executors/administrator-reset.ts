import type { Edge } from '../../../harness/contract/edge.ts'
import { createPortalClient } from '../../../harness/target/portal/portal-client.ts'
import { understood } from '../../measure/outcomes.ts'
import { passwordFor } from '../../workload/passwords.ts'
import type { Executor } from './executor.ts'
import { whyNoAnswer } from './no-answer.ts'

export interface AdministratorResetOptions {
  readonly edge: Edge
  readonly connections: number
  readonly timeoutMs: number
  /** User principal names by account index; none in a protected group. */
  readonly users: readonly string[]
  readonly passwordSecret: string
  /** An administrator's token, valid for the whole run. */
  readonly token: string
}

/** An administrator's reset of a user: one HTTPS request (PWB-OPS-5). */
export function administratorReset(options: AdministratorResetOptions): Executor {
  const { edge, connections, timeoutMs, users, passwordSecret, token } = options
  const portal = createPortalClient({ edge, connections, timeoutMs })
  return {
    async execute({ account, generation }) {
      const user = users[account]
      if (user === undefined) throw new RangeError(`account ${account} of ${users.length}`)
      const newPassword = passwordFor(passwordSecret, account, generation)
      try {
        const answer = await portal.administratorReset({ token, user, newPassword })
        return understood(answer.code)
      } catch (error) {
        return whyNoAnswer(error)
      }
    },
    close: () => portal.close(),
  }
}
