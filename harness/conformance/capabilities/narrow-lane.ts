import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Tap } from '../../wire/tap.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import { agentAdministrationOf } from './agent-administration.ts'
import type { IdleLink } from './capabilities.ts'
import { directoryOf, portalOf } from './people.ts'

/** A quarter of an hour, and what middleboxes remember, both divided by 30 (PWB-NET-3, PWB-NET-4). */
const IDLE_MS = 30_000
const LIMITS_MS = { 'idle-120': 4_000, 'idle-60': 2_000 } as const
const ACCOUNTS = 6
const NOTICED_MS = 100

export const NARROW_TENANTS = [
  { tenant: 'idle-120', baseDn: `OU=Idle120,${DOMAIN_DN}`, tap: 'opaque' },
  { tenant: 'idle-60', baseDn: `OU=Idle60,${DOMAIN_DN}`, tap: 'opaque' },
  { tenant: 'upgraded', baseDn: `OU=Upgraded,${DOMAIN_DN}`, tap: 'inspecting' },
] as const
type NarrowTenant = (typeof NARROW_TENANTS)[number]

async function openTenant(stage: Stage, { tenant, baseDn }: NarrowTenant) {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({
    samAccountName: `${tenant}-${index}`,
  }))
  const accounts: readonly Account[] = await stage.createAccounts(baseDn, plans)
  await stage.synchronise(tenant, accounts)
  await stage.enable(tenant)
  const link = stage.system.taps.agentRelay.get(tenant)
  if (link === undefined) throw new Error(`no tap on the link of ${tenant}`)
  return {
    tenant,
    link,
    portal: portalOf(stage, tenant),
    accounts: accountsOf(stage, accounts, []),
  }
}

/** A flow that nobody keeps alive: the middlebox must forget it, or it judges nothing. */
async function openControl(tap: Tap) {
  const socket = connect({ host: tap.host, port: tap.port, noDelay: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return {
    async isForgotten() {
      const before = tap.forgotten()
      socket.write(Buffer.from([0]))
      await sleep(NOTICED_MS)
      return tap.forgotten() > before
    },
    close: () => socket.destroy(),
  }
}

async function idleLink(
  { portal, accounts, link }: Awaited<ReturnType<typeof openTenant>>,
  limitMs: number,
) {
  link.forgetIdle(limitMs)
  const control = await openControl(link)
  const since = performance.now()
  const idle: IdleLink = {
    portal,
    accounts,
    async idled() {
      await sleep(Math.max(0, since + IDLE_MS - performance.now()))
      return performance.now() - since
    },
    forgets: control.isForgotten,
  }
  return { idle, close: control.close }
}

/** A system of scaled network times, in which two links are left alone from the start. */
export async function openNarrowLane(stage: Stage): Promise<Lane> {
  const [wide, tight, upgraded] = NARROW_TENANTS
  const long = await idleLink(await openTenant(stage, wide), LIMITS_MS['idle-120'])
  const short = await idleLink(await openTenant(stage, tight), LIMITS_MS['idle-60'])
  const talking = await openTenant(stage, upgraded)
  return {
    capabilities: {
      idleLinks: { '120 s': long.idle, '60 s': short.idle },
      upgraded: {
        portal: talking.portal,
        accounts: talking.accounts,
        agentLink: talking.link,
        agentAdministration: agentAdministrationOf(stage, talking.tenant),
      },
      directory: directoryOf(stage, DOMAIN_DN),
    },
    restore: async () => undefined,
    async close() {
      long.close()
      short.close()
    },
  }
}
