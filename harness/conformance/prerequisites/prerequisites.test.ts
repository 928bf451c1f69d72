import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from '../../target/accounts.ts'
import { DOMAIN_DN, type SystemPlan } from '../../target/plan.ts'
import { openStage } from '../../target/stage.ts'
import { startSystem } from '../../target/system.ts'
import { settingsOf } from '../capabilities/tenant-settings.ts'
import { PREREQUISITES } from './index.ts'
import { lookFor, type Probe } from './prerequisite.ts'

const TENANT = 'doctor'
const BASE_DN = `OU=Doctor,${DOMAIN_DN}`
const IDLE = 500

/** A second forest, which nobody uses: its directory is of an old release. */
const OLD = {
  domain: 'old.test',
  controllers: [{ name: 'dc1.old.test' }],
  policyHintsControl: false,
}

const planIn = (runDir: string): SystemPlan => ({
  name: 'doctor',
  runDir,
  tenants: [{ tenant: TENANT, baseDn: BASE_DN, relayTap: { name: 'doctor', mode: 'opaque' } }],
  portalRelayTap: null,
  directoryTap: true,
  faults: [],
  config: { directory: { forests: [OLD] } },
})

const ready: { probe?: Probe; unsynchronised?: Account; close: (() => Promise<unknown>)[] } = {
  close: [],
}
const probe = () => ready.probe ?? expect.fail('no system')

/** A reference that has everything. */
beforeAll(async () => {
  const runDir = await mkdtemp(join(tmpdir(), 'wbt-'))
  ready.close.push(() => rm(runDir, { recursive: true, force: true }))
  const system = await startSystem(planIn(runDir))
  ready.close.push(system.close)
  const stage = await openStage(system)
  ready.close.push(stage.close)
  const plans = ['known', 'late'].map((samAccountName) => ({ samAccountName }))
  const [account = expect.fail()] = await stage.createAccounts(BASE_DN, plans.slice(0, 1))
  await stage.synchronise(TENANT, [account])
  const late = stage.planAccount({ samAccountName: 'late', baseDn: BASE_DN })
  await stage.addEntries([late.entry])
  ready.unsynchronised = late.account
  const { portal, relay, directory } = system.edges
  ready.probe = {
    stage,
    tenant: TENANT,
    account,
    administratorToken: () => stage.administratorToken(TENANT),
    directory,
    outbound: { portal, relay },
    agentLink: system.taps.agentRelay.get(TENANT),
    idleMs: IDLE,
  }
})

afterAll(async () => {
  for (const close of ready.close.toReversed()) await close()
})

const look = async (id: string, other: Partial<Probe> = {}) => {
  const prerequisite = PREREQUISITES.find((each) => each.id === id) ?? expect.fail(id)
  return lookFor(prerequisite, { ...probe(), ...other })
}

const withSettings = async <T>(
  changes: Parameters<ReturnType<typeof settingsOf>['change']>[0],
  work: () => Promise<T>,
) => {
  const settings = settingsOf(probe().stage, TENANT)
  await settings.change(changes)
  try {
    return await work()
  } finally {
    await settings.restore()
  }
}

const synchronisedAdministrator = () =>
  probe().stage.tokenOf({
    sub: `root@${TENANT}.example`,
    tenant: TENANT,
    azp: 'azure-portal',
    roles: ['global-administrator'],
    source: 'synchronised',
  })

const withRelease = (product: string, version: string): Partial<Probe> => {
  const { stage } = probe()
  const status = async () => ({ tenants: [], release: { product, version } })
  return { stage: { ...stage, agent: { ...stage.agent, status } } }
}

const tellsNoRelease = async () => ({ tenants: [] })

/** Each prerequisite, broken on the reference; what is broken is mended afterwards. */
const BROKEN: Readonly<Record<string, () => ReturnType<typeof look>>> = {
  'cloud-administrator': () =>
    look('cloud-administrator', { administratorToken: synchronisedAdministrator }),
  'premium-licence': () =>
    withSettings({ licences: ['office-365'] }, () => look('premium-licence')),
  'licensed-people': () => withSettings({ licences: [] }, () => look('licensed-people')),
  'self-service': () => withSettings({ selfService: false }, () => look('self-service')),
  synchronised: () => look('synchronised', { account: ready.unsynchronised ?? expect.fail() }),
  'pdc-emulator': async () => {
    const { directory = expect.fail('no tap') } = probe().stage.system.taps
    const allow = directory.refuse()
    directory.cut()
    try {
      return await look('pdc-emulator')
    } finally {
      allow()
    }
  },
  'policy-hints': () => {
    const { controllers } = probe().stage.system
    return look('policy-hints', { directory: controllers.get('dc1.old.test') ?? expect.fail() })
  },
  'agent-release': () =>
    look('agent-release', withRelease('Microsoft Azure AD Connect', '1.1.442.9')),
  'outbound-names': () => {
    const { relay = expect.fail(), portal = expect.fail() } = probe().outbound
    const outbound = { portal, relay: { ...relay, servername: 'elsewhere.test' } }
    return look('outbound-names', { outbound })
  },
  'idle-connections': async () => {
    const link = probe().agentLink ?? expect.fail('no tap')
    // What a firewall does to a connection that it holds for idle.
    const reset = setTimeout(link.cut, IDLE / 5)
    try {
      return await look('idle-connections', { idleMs: 2 * IDLE })
    } finally {
      clearTimeout(reset)
    }
  },
}

describe('prerequisites', () => {
  it('are all there on the reference', async () => {
    const states = []
    for (const { id } of PREREQUISITES) states.push([id, (await look(id)).state])
    expect(states).toEqual(PREREQUISITES.map(({ id }) => [id, 'met']))
  })

  it('can each be broken', () => {
    expect(Object.keys(BROKEN).toSorted()).toEqual(PREREQUISITES.map(({ id }) => id).toSorted())
  })

  it.each(Object.entries(BROKEN))('are missed when broken: %s', async (_id, breaking) => {
    const found = await breaking()
    expect(found).toMatchObject({ state: 'missed', saw: expect.stringMatching(/./) })
  })

  it.each([
    ['1.1.443.0', 'met'],
    ['1.10.0', 'met'],
    ['2.0.1.0', 'met'],
    ['1.0.9125.0', 'missed'],
  ])('compare releases by their parts: %s is %s', async (version, state) => {
    expect((await look('agent-release', withRelease('Azure AD Connect', version))).state).toBe(
      state,
    )
  })

  it('are not told of a part that does not say', async () => {
    const { stage } = probe()
    const silent = { stage: { ...stage, agent: { ...stage.agent, status: tellsNoRelease } } }
    expect(await look('agent-release', silent)).toEqual({
      state: 'unknown',
      saw: 'the agent does not tell its release',
    })
  })
})
