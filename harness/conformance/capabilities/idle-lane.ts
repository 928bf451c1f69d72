import { setTimeout as sleep } from 'node:timers/promises'
import type { LinkResult } from '../../../reports/model/result.ts'
import { LIMITS } from '../../contract/limits.ts'
import { type LinkMeasurement, measureLink } from '../../target/link-measure.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Tap } from '../../wire/tap.ts'
import type { Lane } from '../runner.ts'
import { accountsOf } from './accounts.ts'
import type { Capabilities } from './capabilities.ts'
import { portalOf } from './people.ts'
import { LACKS_SECOND_RELAY } from './second-relay.ts'

export const IDLE_TENANT = 'idle'
export const IDLE_BASE_DN = `OU=Idle,${DOMAIN_DN}`
const ACCOUNTS = 20
/** Parts of somebody else do not tell theirs: half of a time-out of 60 s, as is usual. */
const KEEP_ALIVE_OF_OTHERS_MS = 30_000

const keepAliveOf = ({ slots }: Stage['system']['plan']) =>
  slots === undefined || (slots.agent.fill === 'reference' && slots.relay.fill === 'reference')
    ? LIMITS.keepAliveMs
    : KEEP_ALIVE_OF_OTHERS_MS

interface Hop {
  readonly name: string
  readonly tap: Tap
}

const hopsOf = ({ system }: Stage): Hop[] => {
  const { agentRelay, portalRelay, directory, agentPortal, portal } = system.taps
  const all = {
    'agent to relay': agentRelay.get(IDLE_TENANT),
    'portal to relay': portalRelay,
    'agent to directory': directory,
    'agent to portal': agentPortal,
    'people to portal': portal,
  }
  return Object.entries(all).flatMap(([name, tap]) => (tap === undefined ? [] : [{ name, tap }]))
}

/** Every hop at once, over the same load. */
async function measureHops(
  stage: Stage,
  [first, ...others]: readonly Hop[],
  load: () => Promise<number>,
): Promise<LinkMeasurement[]> {
  if (first === undefined) {
    await load()
    return []
  }
  const inner: LinkMeasurement[] = []
  const own = await measureLink(first.name, first.tap, stage.system.time.estimate, async () => {
    let operations = 0
    inner.push(
      ...(await measureHops(stage, others, async () => {
        operations = await load()
        return operations
      })),
    )
    return operations
  })
  return [own, ...inner]
}

/** A system that nobody else uses: its tenant is idle unless asked, all hops have opaque taps. */
export async function openIdleLane(stage: Stage): Promise<Lane> {
  const accounts = await stage.createAccounts(
    IDLE_BASE_DN,
    Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `idle${index}` })),
  )
  await stage.synchronise(IDLE_TENANT, accounts)
  await stage.enable(IDLE_TENANT)
  const hops = hopsOf(stage)
  const { system } = stage
  const agentLink = hops.find(({ name }) => name === 'agent to relay')
  const idleSecondLink = stage.system.taps.agentSecondRelay.get(IDLE_TENANT)
  const agentLinks = [
    ...(agentLink === undefined ? [] : [agentLink]),
    ...(idleSecondLink === undefined
      ? []
      : [{ name: 'agent to second relay', tap: idleSecondLink }]),
  ]
  const links: LinkResult[] = []
  type Silence = Pick<LinkResult, 'heartbeats'> & Partial<Pick<LinkResult, 'durationMs'>>
  /** What the agent’s links carry while nobody asks for anything, for reports too. */
  async function silent(named: string, what: Silence, pass: () => Promise<unknown>) {
    const measured = await measureHops(stage, agentLinks, async () => {
      await pass()
      return 0
    })
    return measured.map((each) => {
      const link = { ...each.link, ...what, name: `${each.link.name}, ${named}` }
      links.push(link)
      return { ...each, link }
    })
  }
  const idle: Capabilities['idle'] | undefined = agentLink && {
    hops: (load) =>
      measureHops(stage, hops, async () => {
        // Nothing else goes from the agent to the portal.
        await stage.agent.synchronise(IDLE_TENANT)
        return load()
      }),
    keepAliveMs: keepAliveOf(system.plan),
    forReal: (ms) => silent('idle', { heartbeats: 0 }, () => sleep(ms)),
    onTheClock: (ms) => {
      const heartbeats = Math.round(ms / LIMITS.heartbeatPeriodMs)
      return silent('heartbeats', { heartbeats, durationMs: ms }, () => system.time.step(ms))
    },
  }
  return {
    lacking: { idleSecondLink: LACKS_SECOND_RELAY },
    capabilities: {
      portal: portalOf(stage, IDLE_TENANT),
      accounts: accountsOf(stage, accounts, []),
      clock: system.time,
      ...(idle !== undefined && { idle }),
      ...(idleSecondLink !== undefined && { idleSecondLink }),
    },
    restore: async () => undefined,
    links,
  }
}
