import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import type { TestKeys } from '../../contract/role-config.ts'
import { newPassword } from '../../target/secrets.ts'
import { describeAnswer, describeBind, enter } from '../effects.ts'
import { eventually, inBackground, soon, unlessStuck } from '../in-background.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const DAY_MS = 86_400_000
const MONTHS = 6
const REACHES_RELAY_MS = 300
const QUIET_MS = 300

type Keys = TestKeys['tenants'][string]
type Rolling = Context<'portal' | 'accounts' | 'directory' | 'testKeys' | 'clock', string>

/** Every key that a rollover replaces. */
const KEYS: Readonly<Record<string, (keys: Keys) => string>> = {
  'key id': ({ keyId }) => String(keyId),
  'RSA pair': ({ privateKeyPem }) => privateKeyPem,
  'symmetric key': ({ symmetricKey }) => symmetricKey,
  'relay secret': ({ relay }) => relay.password,
}
const keptOf = (before: Keys, after: Keys) =>
  Object.entries(KEYS).flatMap(([name, of]) => (of(before) === of(after) ? [name] : []))

/** From this moment to as many calendar months later. */
function monthsFrom(nowMs: number, months: number): number {
  const then = new Date(nowMs)
  then.setUTCMonth(then.getUTCMonth() + months)
  return then.getTime() - nowMs
}

async function worksAfterwards(t: Rolling) {
  const account = t.accounts.take()
  const password = newPassword()
  const answer = await unlessStuck(t, OPERATIONS['administrator reset'](t, account, password))
  const bound = await t.directory.bind(account, password)
  t.saw('bind', `afterwards: ${describeAnswer(answer)}, ${describeBind(bound)}`)
  return {
    holds: answer.code === 'changed' && bound.accepted,
    observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
  }
}

/** KEY: rollover. */
export const key = [
  requirement({
    id: 'PWB-KEY-1',
    level: 'MUST',
    subject: 'system',
    title: 'all keys roll six calendar months after they were made, not earlier',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'agent', 'agentAdministration', 'testKeys', 'clock'],
    timeMode: 'virtual',
    findings: {
      'rolled-too-early': 'keys had changed five months after they were made',
      'not-rolled': 'the keys are the same six months and a day after they were made',
      'key-kept': 'one of the keys was not replaced by the rollover',
      'not-rolled-on-return':
        'an agent that was down then had not rolled before its first operation',
      'unusable-after-rollover': 'after the rollover a reset does not work',
    },
    async check(t) {
      // Keys made now, whatever earlier checks did.
      await t.agentAdministration.enable()
      for (const down of [false, true]) {
        const before = await t.testKeys.read()
        const madeAt = await t.clock.now()
        await t.clock.jump(monthsFrom(madeAt, MONTHS - 1))
        // Whoever looks once a day has looked by now.
        await t.clock.jump(DAY_MS)
        await sleep(QUIET_MS)
        const early = await t.testKeys.read()
        t.expect(early.keyId === before.keyId, 'rolled-too-early', {
          expected: 'the same key id after five months',
          observed: 'another key id',
        })
        if (down) await t.agent.stop()
        await t.clock.jump(madeAt + monthsFrom(madeAt, MONTHS) + DAY_MS - (await t.clock.now()))
        if (down) await t.agent.restart()
        const rolled = await eventually(async () => (await t.testKeys.read()).keyId !== early.keyId)
        const kept = keptOf(early, await t.testKeys.read())
        t.saw(
          'test keys',
          `${down ? 'agent down meanwhile' : 'agent up'}: after six months and a day ${rolled ? 'rolled' : 'the same'}`,
        )
        t.expect(rolled, down ? 'not-rolled-on-return' : 'not-rolled', {
          expected: 'another key id',
          observed: 'the same key id',
        })
        t.expect(!rolled || kept.length === 0, 'key-kept', {
          expected: 'all replaced',
          observed: `kept: ${kept.join(', ')}`,
        })
        const { holds, observed } = await worksAfterwards(t)
        t.expect(holds, 'unusable-after-rollover', {
          expected: '200 changed, bind accepted',
          observed,
        })
      }
    },
  }),
  requirement({
    id: 'PWB-KEY-2',
    level: 'MUST',
    subject: 'system',
    title: 'all keys roll on every disable and enable; what waits at a disable is never applied',
    source: 'OV, WE',
    needs: [
      'portal',
      'accounts',
      'directory',
      'agentLink',
      'agentAdministration',
      'testKeys',
      'clock',
    ],
    timeMode: 'mixed',
    findings: {
      'key-pair-kept': 'a key is the same after disabling and enabling',
      'waiting-request-applied': 'a request that waited at the disabling was applied afterwards',
      'waiting-request-open': 'a request that waited at the disabling has no definite outcome',
      'unusable-after-enabling': 'after enabling again a reset does not work',
    },
    async check(t) {
      // Nothing of earlier checks is open any more: the portal knows all that waits.
      await t.clock.step(LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs)
      const before = await t.testKeys.read()
      const account = t.accounts.take()
      const password = newPassword()
      const session = await enter(t, account)
      // The agent cannot reach the relay, so that the request waits there; its administration works.
      const undo = t.agentLink.refuse()
      t.agentLink.cut()
      await t.clock.step(REACHES_RELAY_MS)
      const asked = inBackground(t.portal.setPassword(session, password))
      await t.clock.step(REACHES_RELAY_MS)
      await t.agentAdministration.disable()
      undo()
      await t.agentAdministration.enable()
      await t.clock.step(LIMITS.portalWaitMs + 1_000)
      const answer = await asked
      await t.clock.step(LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs)
      const final =
        answer.operationId === undefined ? answer : await t.portal.operation(answer.operationId)
      const bound = await t.directory.bind(account, password)
      t.saw(
        'portal',
        `waiting at the disabling: ${describeAnswer(answer)}, finally ${describeAnswer(final)}`,
      )
      t.saw('bind', describeBind(bound))
      t.expect(!bound.accepted, 'waiting-request-applied', {
        expected: 'never applied',
        observed: describeBind(bound),
      })
      t.expect(final.definite, 'waiting-request-open', {
        expected: 'a definite outcome',
        observed: describeAnswer(final),
      })
      const kept = keptOf(before, await t.testKeys.read())
      t.saw('test keys', kept.length === 0 ? 'all replaced' : `kept: ${kept.join(', ')}`)
      t.expect(kept.length === 0, 'key-pair-kept', {
        expected: 'all replaced',
        observed: `kept: ${kept.join(', ')}`,
      })
      await soon(() => t.agentLink.messages().length > 0)
      const { holds, observed } = await worksAfterwards(t)
      t.expect(holds, 'unusable-after-enabling', {
        expected: '200 changed, bind accepted',
        observed,
      })
    },
  }),
  requirement({
    id: 'PWB-KEY-5',
    level: 'MUST',
    subject: 'system',
    title: 'one rollover costs at most four messages, none of them on the relay link',
    source: 'OV, WE',
    needs: [
      'portal',
      'accounts',
      'directory',
      'agentLink',
      'onboardingLink',
      'rotation',
      'testKeys',
      'clock',
    ],
    timeMode: 'mixed',
    findings: {
      'too-many-messages': 'a rollover cost more than four messages',
      'message-on-relay-link': 'a message crossed the relay link because of the rollover',
      'not-rolled': 'the keys are the same, so nothing was counted',
      'unusable-after-rollover': 'after the rollover a reset does not work',
    },
    async check(t) {
      const before = await t.testKeys.read()
      const exchangesBefore = t.onboardingLink.exchanges().length
      const messagesBefore = t.agentLink.messages().length
      const tenants = await t.rotation.rotate()
      const rolled = await eventually(async () => (await t.testKeys.read()).keyId !== before.keyId)
      const messages = 2 * (t.onboardingLink.exchanges().length - exchangesBefore)
      const onRelay = t.agentLink.messages().length - messagesBefore
      t.saw('tap on the agent’s link to the portal', `${messages} messages for ${tenants} tenants`)
      t.saw('tap on the agent’s link to the relay', `${onRelay} messages`)
      t.expect(rolled, 'not-rolled', { expected: 'another key id', observed: 'the same' })
      t.expect(messages <= MOST_MESSAGES * tenants, 'too-many-messages', {
        expected: `at most ${MOST_MESSAGES} a tenant`,
        observed: `${messages} for ${tenants}`,
      })
      t.expect(onRelay === 0, 'message-on-relay-link', { expected: 'none', observed: `${onRelay}` })
      const { holds, observed } = await worksAfterwards(t)
      t.expect(holds, 'unusable-after-rollover', {
        expected: '200 changed, bind accepted',
        observed,
      })
    },
  }),
]

const MOST_MESSAGES = 4
