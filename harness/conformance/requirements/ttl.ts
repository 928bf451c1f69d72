import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import type { Account } from '../../target/accounts.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { requireControl } from '../control.ts'
import { describeAnswer, describeBind, enter, expectPasswordKept } from '../effects.ts'
import { inBackground, settled, unlessStuck } from '../in-background.ts'
import { leaveWaiting } from '../leave-waiting.ts'
import { type Context, requirement } from '../requirement.ts'

const AROUND_MS = 10_000
const PROBE_MS = 300
const APPLIED_WITHIN_MS = 5_000
const POLL_MS = 50

/** Past the gates with the agent up, then the agent stops and the password is submitted. */
async function submitWhileStopped(t: Context<'portal' | 'accounts' | 'agent', string>) {
  const account = t.accounts.take()
  const password = newPassword()
  const session = await enter(t, account)
  await t.agent.stop()
  const asked = inBackground(t.portal.setPassword(session, password))
  // The request has reached the relay once the portal had this long; nothing answers it now.
  await sleep(PROBE_MS)
  return { account, password, asked }
}

/**
 * Waits until the directory says that a password was set, then binds once: a wrong bind while waiting
 * would count towards lockout.
 */
async function bindOnceSet(
  t: Context<'directory', string>,
  account: Account,
  password: string,
  setAtBefore: string | undefined,
) {
  const deadline = performance.now() + APPLIED_WITHIN_MS
  while ((await t.directory.read(account, 'pwdLastSet')) === setAtBefore) {
    if (performance.now() > deadline) break
    await sleep(POLL_MS)
  }
  return t.directory.bind(account, password)
}

const told = (asked: Promise<PortalAnswer>) =>
  asked.then(describeAnswer, (error: unknown) => `no answer (${String(error)})`)

/** TTL: expiry. */
export const ttl = [
  requirement({
    id: 'PWB-TTL-1',
    level: 'MUST',
    subject: 'relay',
    title: 'a waiting request is removed after several minutes and never delivered afterwards',
    source: 'OV',
    needs: ['portal', 'accounts', 'agent', 'relayTime', 'relayProbe', 'relayAccess'],
    timeMode: 'virtual',
    findings: {
      'removed-too-early': 'the waiting request was gone 10 s before its expiry',
      'delivered-after-expiry': 'the request was delivered 10 s after its expiry',
    },
    async check(t) {
      const { ttlMs, aroundMs, latestMs, pass } = t.relayTime
      const toldOf = await leaveWaiting(t)
      await pass(ttlMs - aroundMs)
      const probe = await t.relayProbe.open()
      const early = await probe.sees(APPLIED_WITHIN_MS)
      await pass(2 * aroundMs)
      let late = await probe.sees(PROBE_MS)
      if (late && early) {
        // A relay with another time to live within the allowance is right, too.
        await pass(latestMs - ttlMs)
        late = await probe.sees(PROBE_MS)
      }
      await probe.close()
      const around = `${aroundMs / 1_000} s`
      t.saw('receiver with the agent’s credential', `${around} before: ${early}; after: ${late}`)
      t.saw('portal', await toldOf())
      t.expect(early, 'removed-too-early', {
        expected: `delivered to a receiver ${around} before expiry`,
        observed: 'nothing came',
      })
      t.expect(!late, 'delivered-after-expiry', {
        expected: 'nothing after expiry',
        observed: 'the request came',
      })
    },
  }),
  requirement({
    id: 'PWB-TTL-2',
    level: 'MUST',
    subject: 'agent',
    title: 'an expired request that reaches the agent all the same is dropped unapplied',
    source: 'OV, WE',
    needs: ['portal', 'accounts', 'directory', 'clock', 'agentLink'],
    timeMode: 'virtual',
    findings: {
      'expired-applied': 'the agent wrote for a request whose deadline had passed',
      'held-request-lost': 'the control, a request held for a moment only, was not applied',
      'nothing-held': 'no request reached the tap, so nothing was judged',
    },
    async check(t) {
      for (const [heldMs, late] of [
        [AROUND_MS, false],
        [LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs, true],
      ] as const) {
        const account = t.accounts.take()
        const password = newPassword()
        const session = await enter(t, account)
        const setAt = await t.directory.read(account, 'pwdLastSet')
        const hold = t.agentLink.holdMessages('inbound')
        const asked = inBackground(t.portal.setPassword(session, password))
        await sleep(PROBE_MS)
        const held = hold.held()
        await t.clock.step(heldMs)
        hold.release()
        t.expect(held === 1, 'nothing-held', { expected: '1 held', observed: `${held} held` })
        t.saw('portal', `held ${heldMs / 1000} s: ${await told(unlessStuck(t, asked))}`)
        if (late) {
          await t.clock.step(1_000)
          await settled(t)
          await expectPasswordKept(t, account, password, {
            applied: 'expired-applied',
            oldRefused: 'expired-applied',
          })
        } else {
          const verdict = await bindOnceSet(t, account, password, setAt)
          t.saw('bind', `control: ${describeBind(verdict)}`)
          t.expect(verdict.accepted, 'held-request-lost', {
            expected: 'bind accepted',
            observed: describeBind(verdict),
          })
        }
      }
    },
  }),
  requirement({
    id: 'PWB-TTL-3',
    level: 'MUST',
    subject: 'system',
    title: 'an unexpired waiting request is applied when the agent returns',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'agent', 'clock'],
    timeMode: 'virtual',
    findings: {
      'waiting-request-lost': 'the request was not applied after the agent returned',
    },
    async check(t) {
      const { account, password, asked } = await submitWhileStopped(t)
      await t.clock.step(LIMITS.requestTtlMs / 3)
      const before = await t.directory.bind(account, password)
      requireControl(!before.accepted, 'the stopped agent', {
        expected: 'not set while the agent is stopped',
        observed: describeBind(before),
      })
      const setAt = await t.directory.read(account, 'pwdLastSet')
      await t.agent.restart()
      const verdict = await bindOnceSet(t, account, password, setAt)
      t.saw('portal', await told(asked))
      t.saw('bind', `after the agent’s return: ${describeBind(verdict)}`)
      t.expect(verdict.accepted, 'waiting-request-lost', {
        expected: 'bind accepted',
        observed: describeBind(verdict),
      })
    },
  }),
]
