import { tokenKey } from '../../../bench/drivers/executors/storm-mix.ts'
import type { CompiledStorm } from '../../../bench/workload/scenario/compile.ts'
import type { Stage } from '../../target/stage.ts'
import type { StormReach } from './scenario-storm.ts'
import type { StormPeople } from './storm-people.ts'

const HOUR_MS = 60 * 60_000

/**
 * Every token that the storm needs, good for all of it: of one administrator for each client, of each
 * person who changes a password. Made beforehand, so that no operation waits for a signature.
 */
async function stormTokens(
  { system }: Stage,
  tenant: string,
  { accounts }: StormPeople,
  { account, intent, intents, durationMs, compression }: CompiledStorm,
): Promise<ReadonlyMap<string, string>> {
  const now = await system.time.now()
  const lifetimeMs = durationMs * compression + HOUR_MS
  const tokens = new Map<string, string>()
  for (const [operation, index] of intent.entries()) {
    const { operation: kind, origin } = intents[index] ?? {}
    if (origin === undefined) continue
    const isChange = kind === 'change'
    const user = accounts[account[operation] ?? 0]?.user ?? ''
    const key = isChange ? tokenKey(origin, user) : origin
    if (tokens.has(key)) continue
    const claims = isChange
      ? { sub: user, roles: ['user' as const] }
      : {
          sub: `root@${tenant}.example`,
          roles: ['global-administrator' as const],
          source: 'cloud' as const,
        }
    tokens.set(key, await system.tokens.token({ ...claims, tenant, azp: origin }, now, lifetimeMs))
  }
  return tokens
}

/** The portal of a system that the run started, and the tokens that its issuer signs. */
export const stormReach = async (
  stage: Stage,
  tenant: string,
  people: StormPeople,
  storm: CompiledStorm,
): Promise<StormReach> => ({
  edge: stage.system.edges.portal,
  tokens: await stormTokens(stage, tenant, people, storm),
})
