import { describe, expect, it } from 'vitest'
import type { OutcomeCode } from '../../harness/contract/outcomes.ts'
import { auditAnswer } from '../../harness/contract/portal.ts'
import { PORTAL_FAULTS } from '../faults-portal.ts'
import type { PackageKeys } from '../protocol/message.ts'
import {
  createTestPortal,
  PASSWORD,
  TENANT,
  type TestPortal,
  userEntry,
} from './testing/test-portal.ts'

const ANN = 'ann@contoso.example'
const HASH = 'hash@contoso.example'
const CLOUD = 'cloud@contoso.example'
const BY_GRAPH = { azp: 'graph' }

type Name = keyof typeof PORTAL_FAULTS
interface Scene {
  readonly t: TestPortal
  readonly keys: PackageKeys
}
/** Whether the portal deviates. */
type Look = (scene: Scene) => Promise<boolean>

const codeOf = async (answer: Promise<{ body: Record<string, unknown> }>) =>
  (await answer).body['code']
const start = ({ t }: Scene) => t.ask('POST', '/sessions', { user: ANN })
const openSession = async (scene: Scene) => String((await start(scene)).body['sessionId'])
const gate = ({ t }: Scene, session: string, code: string) =>
  t.ask('POST', `/sessions/${session}/gates`, { gate: 'totp', code })

/** Asks, answers whatever is sent as the agent, and tells how many requests there were. */
async function answered(
  { t, keys }: Scene,
  asked: Promise<{ body: Record<string, unknown> }>,
  outcome: OutcomeCode = 'changed',
) {
  const before = t.relay.sent.length
  const state = { done: false }
  const code = codeOf(asked).finally(() => {
    state.done = true
  })
  let next = before
  while (!state.done) {
    await new Promise((resolve) => setImmediate(resolve))
    if (t.relay.sent.length > next) {
      const { id } = await t.relay.opened(next++, keys)
      t.relay.result(keys, id, outcome)
    }
  }
  return { code: await code, sent: t.relay.sent.length - before }
}

const resetBy = async ({ t }: Scene, claims: object) =>
  t.ask('POST', `/users/${ANN}/password-resets`, { newPassword: PASSWORD }, await t.token(claims))

const enableAs = ({ t }: Scene, request: object, claims: object) => t.onboard(request, claims)

const LOOKS: Record<Name, Look> = {
  'portal-omits-cloud-copy': async (scene) => {
    await answered(scene, scene.t.reset(HASH))
    return (await scene.t.signIn(HASH, PASSWORD)).status !== 200
  },
  'portal-writes-back-cloud-only': async (scene) =>
    (await answered(scene, scene.t.reset(CLOUD))).sent > 0,
  'portal-fails-plainly': async (scene) => {
    await scene.t.settings({ cloudPasswordsWritable: false })
    return (await answered(scene, scene.t.reset(HASH))).code !== 'cloud-copy-failed'
  },
  'portal-applies-cloud-policy': async (scene) => {
    await answered(scene, scene.t.reset(HASH, 'weak'))
    return (await scene.t.signIn(HASH, 'weak')).status !== 200
  },
  'portal-writes-back-every-origin': async (scene) =>
    (await answered(scene, resetBy(scene, BY_GRAPH))).sent > 0,
  'portal-leaves-out-graph': async (scene) =>
    (await answered(scene, resetBy(scene, BY_GRAPH))).sent === 0,
  'portal-trusts-unknown-origin': async (scene) =>
    (await answered(scene, resetBy(scene, { azp: 'made-up' }))).sent > 0,
  'portal-hides-unsupported-origin': async (scene) =>
    (await answered(scene, resetBy(scene, BY_GRAPH))).code !== 'origin-not-written-back',
  'portal-ignores-unlock-switch': async (scene) => {
    const session = await scene.t.enter(ANN)
    const asked = scene.t.ask('POST', `/sessions/${session}/unlock`, {})
    return (await answered(scene, asked, 'unlocked')).sent > 0
  },
  'portal-skips-gates': async (scene) =>
    (await answered(scene, scene.t.submit(await openSession(scene)))).sent > 0,
  'portal-takes-used-code': async (scene) => {
    await scene.t.enter(ANN)
    return (await gate(scene, await openSession(scene), scene.t.code())).status === 200
  },
  'portal-ignores-confirmation': async (scene) =>
    (await answered(scene, scene.t.submit(await scene.t.enter(ANN), PASSWORD, 'other'))).sent > 0,
  'portal-ends-session-on-refusal': async (scene) => {
    const session = await scene.t.enter(ANN)
    await answered(scene, scene.t.submit(session), 'policy')
    return (await answered(scene, scene.t.submit(session))).code !== 'changed'
  },
  'portal-keeps-sessions': async (scene) => {
    const session = await scene.t.enter(ANN)
    await scene.t.pass(15 * 60_000)
    return (await answered(scene, scene.t.submit(session))).sent > 0
  },
  'portal-never-locks-out': async (scene) => {
    const session = await openSession(scene)
    for (let failed = 0; failed < 5; failed++) await gate(scene, session, scene.t.code(-3))
    return (await start(scene)).status === 200
  },
  'portal-ignores-token-expiry': async (scene) => {
    const token = await scene.t.token({}, { expiresInS: -60 })
    const path = `/tenants/${TENANT}/settings`
    return (await scene.t.ask('GET', path, undefined, token)).status === 200
  },
  'portal-ignores-roles': async (scene) =>
    (await answered(scene, resetBy(scene, { roles: ['user'] }))).sent > 0,
  'portal-ignores-departure': async (scene) => {
    scene.t.relay.next.presence = 'absent'
    return (await start(scene)).status === 200
  },
  'portal-ignores-silence': async (scene) => {
    await scene.t.pass(600_000)
    return (await start(scene)).status === 200
  },
  'portal-never-gives-up': async ({ t }) => {
    const state = { done: false }
    void t.reset(ANN).finally(() => {
      state.done = true
    })
    await t.sent(1)
    await t.pass(30_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
    const waits = !state.done
    t.portal.operations.releaseWaiting()
    return waits
  },
  'portal-calls-failure-early': async ({ t }) => {
    const asked = t.reset(ANN)
    await t.sent(1)
    await t.pass(30_000)
    return (await codeOf(asked)) === 'expired'
  },
  'portal-forgets-expiry': async ({ t }) => {
    const asked = t.reset(ANN)
    await t.sent(1)
    await t.pass(210_000)
    const { operationId } = (await asked).body
    return (await codeOf(t.ask('GET', `/operations/${String(operationId)}`))) !== 'expired'
  },
  'portal-onboards-anyone': async (scene) =>
    (await enableAs(scene, {}, { roles: ['user'], source: 'federated' })).status === 200,
  'portal-ignores-tenant-switch': async (scene) => {
    await scene.t.settings({ writeback: false })
    return (await answered(scene, scene.t.reset(ANN))).sent > 0
  },
  'portal-ignores-licence': async (scene) => {
    await scene.t.assign({ user: ANN, licences: ['office-365'] })
    return (await answered(scene, scene.t.reset(ANN))).sent > 0
  },
  'portal-forgets-business-premium': async (scene) => {
    await scene.t.assign({ user: ANN, licences: ['business-premium'] })
    return (await answered(scene, scene.t.reset(ANN))).code === 'not-licensed'
  },
  'portal-ignores-scope': async (scene) => {
    await scene.t.settings({ selfServiceGroup: 'pilots' })
    return (await start(scene)).status === 200
  },
  'portal-takes-retired-tools': async (scene) =>
    (await enableAs(scene, { product: 'DirSync' }, {})).status === 200,
  'portal-lets-lesser-administrators-switch': async ({ t }) =>
    (await t.settings({ writeback: false }, { roles: ['password-administrator'] })).status === 200,
  'portal-logs-passwords': async (scene) => {
    await answered(scene, scene.t.reset(ANN))
    return JSON.stringify(scene.t.records).includes(PASSWORD)
  },
  'portal-repeats-nonce': async (scene) => {
    await answered(scene, scene.t.reset(ANN))
    await answered(scene, scene.t.reset(ANN))
    const ids = await Promise.all([0, 1].map((index) => scene.t.relay.opened(index, scene.keys)))
    return ids[0]?.id === ids[1]?.id
  },
  'portal-reads-key-unaudited': async (scene) => {
    await answered(scene, scene.t.reset(ANN))
    const url = `/tenants/${TENANT}/audit?log=key-reads`
    const { body } = await scene.t.ask('GET', url, undefined, await scene.t.token({}))
    return auditAnswer.parse(body).entries.length === 0
  },
}

/** What a portal has to be told for its fault to be one. */
const CONFIGURED: Partial<Record<Name, Record<string, unknown>>> = {
  'portal-forgets-business-premium': { generation: 'entra-2025' },
  'portal-leaves-out-graph': { generation: 'entra-2025' },
}

async function deviates(look: Look, config: Record<string, unknown>, fault?: Name) {
  const t = await createTestPortal(config, fault)
  try {
    const keys = await t.enable()
    await t.upload([
      userEntry(ANN),
      userEntry(HASH, 'hash-synchronised'),
      userEntry(CLOUD, 'cloud-only'),
    ])
    await t.enrol(ANN)
    return await look({ t, keys })
  } finally {
    await t.close()
  }
}

const names = Object.entries(LOOKS)
const isName = (name: string): name is Name => name in PORTAL_FAULTS

describe('what a fault of the portal changes', () => {
  it.each(names)('%s: only under it', async (name, look) => {
    const config = isName(name) ? CONFIGURED[name] : undefined
    expect(await deviates(look, { ...config })).toBe(false)
    expect(isName(name) && (await deviates(look, { ...config }, name))).toBe(true)
  })
})
