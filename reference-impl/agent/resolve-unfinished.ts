import { OUTCOMES } from '../../harness/contract/outcomes.ts'
import type { AgentServices } from './agent-services.ts'
import { readAccount } from './directory/read-account.ts'
import { appliedOutcome, judgeWrite } from './directory/settle-unknown.ts'
import type { Begun } from './journal-record.ts'

async function resolve({ forests, journal, clock }: AgentServices, begun: Begun): Promise<void> {
  const forest = forests.find(({ domain }) => domain === begun.domain)
  const account =
    forest && (await readAccount(forest.directory.pool, Buffer.from(begun.objectGuid, 'hex')))
  const judged = account === undefined ? 'not-applied' : judgeWrite(begun, account)
  if (judged === 'not-applied') {
    journal.drop(begun)
    return
  }
  const outcome = judged === 'applied' ? appliedOutcome(begun.operation) : 'outcome-unknown'
  const { tenant, id, untilMs } = begun
  journal.end({
    is: 'ended',
    tenant,
    id,
    untilMs,
    wire: OUTCOMES[outcome].wire,
    agentMicros: 0,
    directoryMicros: 0,
    completedAtMs: Math.floor(clock.now()),
  })
}

/**
 * Requests that an earlier run began to write and did not end: the account itself tells whether the
 * write was done. Before the link is opened, so that none is applied twice (PWB-SEC-7). Throws
 * DirectoryError.
 */
export async function resolveUnfinished(services: AgentServices, tenant: string): Promise<void> {
  for (const begun of services.journal.unfinished(tenant)) await resolve(services, begun)
}
