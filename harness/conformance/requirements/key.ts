import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, describeBind, enter } from '../effects.ts'
import { eventually, inBackground, soon } from '../in-background.ts'
import { requirement } from '../requirement.ts'
import { keptOf, worksAfterwards } from './key-rollover.ts'

const REACHES_RELAY_MS = 300
/** What an agent sends because of its new keys has left by then, and what was sent again has arrived. */
const AFTERWARDS_MS = 500

/** KEY: rollover. */
export const key = [
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
      // Before the clocks let it expire, what still waits somewhere has time to be applied.
      await sleep(AFTERWARDS_MS)
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
      await sleep(AFTERWARDS_MS)
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
