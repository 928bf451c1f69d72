import { type AccountPlan, organizationalUnit, planAccount } from '../accounts.ts'
import { createDirectoryJudge } from './directory-judge.ts'
import { openDirectorySeed } from './directory-seed.ts'
import { Unsupported } from '../errors.ts'
import { accountBelow } from '../launch.ts'
import type { System } from '../system.ts'

/** A forest other than the first, as the harness writes and reads it: past all taps. */
export type ForestHand = Awaited<ReturnType<typeof openForestHand>>

/** Reached at its first controller, `dc1.<domain>`. */
export async function openForestHand({ controllers, administrator }: System, domain: string) {
  const edge = controllers.get(`dc1.${domain}`)
  if (edge === undefined) {
    throw new Unsupported('directory', `has no forest ${domain}`)
  }
  const reader = accountBelow(administrator, domain)
  const seed = await openDirectorySeed({ edge, ...reader, connections: 1, timeoutMs: 60_000 })
  const judge = createDirectoryJudge({ edge, reader, connections: 2, timeoutMs: 10_000 })
  return {
    domain,
    seed,
    judge,
    /** Makes an OU with accounts in it. */
    async createAccounts(baseDn: string, plans: readonly Omit<AccountPlan, 'baseDn'>[]) {
      const planned = plans.map((plan) => planAccount({ suffix: domain, ...plan, baseDn }))
      await seed.add([organizationalUnit(baseDn), ...planned.map(({ entry }) => entry)])
      return planned.map(({ account }) => account)
    },
    async close() {
      judge.close()
      await seed.close()
    },
  }
}
