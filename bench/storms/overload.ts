import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../harness/target/accounts.ts'
import { createPortalClient, type PortalAnswer } from '../../harness/target/portal/portal-client.ts'
import { residentMemory } from '../../harness/target/processes/resident-memory.ts'
import { newPassword } from '../../harness/target/trust/secrets.ts'
import type { Stage } from '../../harness/target/stage.ts'
import { linkOf } from '../disturbances/disturbance.ts'

/** How much is asked at once, of a portal that may have so many in progress. */
export interface OverloadOrder {
  readonly tenant: string
  /** One an operation. */
  readonly accounts: readonly Account[]
  readonly probes: readonly Account[]
  /** How many the portal may have in progress. */
  readonly mostInProgress: number
  /** How long the excess is waited for at most before the agent gets the rest. */
  readonly holdMs: number
}

/** Milliseconds; bytes. */
export interface OverloadSeen {
  /** While the others were still waited for, and after they had been let go. */
  readonly refusedEarly: number
  readonly refusedLate: number
  readonly remedied: number
  readonly admitted: number
  readonly otherwise: readonly string[]
  readonly beforeMs: readonly number[]
  readonly afterMs: readonly number[]
  readonly grownBytes: readonly { readonly role: string; readonly bytes: number }[]
}

const TIMEOUT_MS = 60_000
const POLL_MS = 20
/** PWB-LOAD-7: from then on the latency is back to normal. */
const RECOVERS_WITHIN_MS = 10_000

interface Ended {
  readonly answer: PortalAnswer
  readonly tookMs: number
}

async function grownSince(stage: Stage, before: Awaited<ReturnType<typeof residentMemory>>) {
  const after = await residentMemory(stage.system)
  return after.flatMap(({ role, residentBytes }) => {
    const was = before.find((each) => each.role === role)?.residentBytes
    return was === undefined || residentBytes === undefined
      ? []
      : [{ role, bytes: residentBytes - was }]
  })
}

/** Until as many are answered as the portal cannot have in progress, or the time is over. */
async function untilAnswered(
  answered: () => number,
  { accounts, mostInProgress, holdMs }: OverloadOrder,
) {
  const deadline = performance.now() + holdMs
  while (answered() < accounts.length - mostInProgress && performance.now() < deadline) {
    await sleep(POLL_MS)
  }
}

/**
 * Asks for more at once than the portal may have in progress while the agent gets nothing, then lets it go:
 * what was refused and when, what was answered in the end, and how the system is afterwards (PWB-LOAD-7).
 */
export async function overloadPortal(stage: Stage, order: OverloadOrder): Promise<OverloadSeen> {
  const { tenant, accounts, probes } = order
  const { system } = stage
  const edge = system.edges.portal
  const portal = createPortalClient({ edge, connections: accounts.length, timeoutMs: TIMEOUT_MS })
  const token = await stage.administratorToken(tenant)
  const reset = async ({ user }: Account): Promise<Ended> => {
    const since = performance.now()
    const answer = await portal.administratorReset({ token, user, newPassword: newPassword() })
    return { answer, tookMs: performance.now() - since }
  }
  const oneAfterTheOther = async () => {
    const took: number[] = []
    for (const probe of probes) took.push((await reset(probe)).tookMs)
    return took
  }
  try {
    // A first round opens connections and compiles: what it takes says nothing.
    await oneAfterTheOther()
    const beforeMs = await oneAfterTheOther()
    const memory = await residentMemory(system)
    const hold = linkOf({ system, tenant }).hold('inbound')
    let answered = 0
    const ending = Promise.all(
      accounts.map(async (account) => {
        const ended = await reset(account)
        answered += 1
        return ended
      }),
    )
    // Awaited below; a part that dies meanwhile must not be an unhandled rejection.
    ending.catch(() => undefined)
    await untilAnswered(() => answered, order)
    const answeredEarly = answered
    hold.release()
    const ended = await ending
    await sleep(RECOVERS_WITHIN_MS)
    const afterMs = await oneAfterTheOther()
    const refused = ended.filter(({ answer }) => answer.code === 'overloaded')
    return {
      refusedEarly: Math.min(answeredEarly, refused.length),
      refusedLate: Math.max(0, refused.length - answeredEarly),
      remedied: refused.filter(({ answer }) => answer.remedy !== '').length,
      admitted: ended.filter(({ answer }) => answer.code === 'changed').length,
      otherwise: ended
        .filter(({ answer }) => answer.code !== 'overloaded' && answer.code !== 'changed')
        .map(({ answer }) => `${answer.status} ${answer.code || '(no code)'}`),
      beforeMs,
      afterMs,
      grownBytes: await grownSince(stage, memory),
    }
  } finally {
    await portal.close()
  }
}
