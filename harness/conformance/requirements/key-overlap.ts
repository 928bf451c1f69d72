import { LIMITS } from '../../contract/limits.ts'
import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { capturing } from '../capture.ts'
import { describeBind } from '../effects.ts'
import { eventually, inBackground, settled, soon } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const MARGIN_MS = 60_000
/** Operation and flags stand before it. */
const ANCHOR = { start: 2, end: 18 } as const

type Overlapping = Context<
  'portal' | 'accounts' | 'directory' | 'agentLink' | 'testKeys' | 'clock',
  string
>
type Keys = Awaited<ReturnType<Overlapping['testKeys']['read']>>

const reset = (t: Overlapping, account: Account, password: string) =>
  OPERATIONS['administrator reset'](t, account, password)

/** The account's cloud anchor, read out of a request for it. */
async function anchorOf(t: Overlapping, account: Account): Promise<Buffer> {
  account.password = newPassword()
  const { bodies } = await capturing(t.agentLink, () => reset(t, account, account.password))
  const opener = await t.testKeys.opener()
  const request = bodies.map((body) => opener.open(body)).find(({ kind }) => kind === 'request')
  if (request === undefined) throw new Error('no request crossed the link')
  return request.sealed.subarray(ANCHOR.start, ANCHOR.end)
}

/** Delivers a fresh package under these keys in the place of a request that nobody misses. */
async function deliverUnder(t: Overlapping, keys: Keys, cloudAnchor: Buffer) {
  const password = newPassword()
  const deadlineMs = (await t.clock.now()) + LIMITS.requestTtlMs
  const forged = t.testKeys.seal({ cloudAnchor, password, deadlineMs }, keys)
  const edit = t.agentLink.editMessages(
    'inbound',
    () => true,
    () => forged,
  )
  const asked = inBackground(reset(t, t.accounts.take(), newPassword()))
  const delivered = await soon(() => edit.edited() > 0, asked)
  edit.stop()
  await settled(t)
  return { password, delivered, asked }
}

/** KEY: how long earlier keys are good. */
export const keyOverlap = [
  requirement({
    id: 'PWB-KEY-3',
    level: 'MUST',
    subject: 'agent',
    title: 'the old key stays valid for expiry and skew, and at most 30 minutes after first use',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'testKeys', 'rotation', 'clock'],
    timeMode: 'virtual',
    findings: {
      'earlier-key-refused': 'a fresh package under the earlier key was refused within its time',
      'earlier-key-still-good': 'a fresh package under the earlier key was applied after its time',
      'newer-key-refused': 'the control, a fresh package under the new key, was refused',
      'nothing-delivered': 'a package did not reach the agent, so nothing was judged',
    },
    async check(t) {
      // Whatever was rolled before is in use: the portal seals under the newest keys.
      await t.clock.step(LIMITS.heartbeatPeriodMs + 1_000)
      const account = t.accounts.take()
      const cloudAnchor = await anchorOf(t, account)
      const earlier = await t.testKeys.read()
      await t.rotation.rotate()
      await eventually(async () => (await t.testKeys.read()).keyId !== earlier.keyId)
      // A heartbeat under the new key: from now on it is used.
      await t.clock.step(LIMITS.heartbeatPeriodMs + 1_000)
      await settled(t)
      const pending: Promise<unknown>[] = []
      const deliver = async (keys: Keys) => {
        const { password, delivered, asked } = await deliverUnder(t, keys, cloudAnchor)
        pending.push(asked)
        t.expect(delivered, 'nothing-delivered', { expected: '1 delivered', observed: 'none' })
        return t.directory.bind(account, password)
      }
      const within = await deliver(earlier)
      t.saw('bind', `earlier key, within its time: ${describeBind(within)}`)
      t.expect(within.accepted, 'earlier-key-refused', {
        expected: 'applied',
        observed: describeBind(within),
      })
      await t.clock.step(LIMITS.keyOverlapMs + MARGIN_MS)
      const after = await deliver(earlier)
      const control = await deliver(await t.testKeys.read())
      t.saw('bind', `earlier key, after its time: ${describeBind(after)}`)
      t.saw('bind', `control, new key: ${describeBind(control)}`)
      t.expect(!after.accepted, 'earlier-key-still-good', {
        expected: 'refused',
        observed: describeBind(after),
      })
      t.expect(control.accepted, 'newer-key-refused', {
        expected: 'applied',
        observed: describeBind(control),
      })
      await t.clock.step(LIMITS.portalWaitMs + 1_000)
      await Promise.allSettled(pending)
    },
  }),
]
