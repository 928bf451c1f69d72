import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../../contract/limits.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { requireControl } from '../../control.ts'
import { describeAnswer, describeBind, enter } from '../../effects.ts'
import { inBackground } from '../../in-background.ts'
import { requirement } from '../../requirement.ts'

const HOLD_MS = 2_000
/** Timers may fire up to a millisecond early. */
const TIMER_SLACK_MS = 5
const CLEAN_STOP_MS = 5_000
const POLL_MS = 100

export const upAndOrder = [
  requirement({
    id: 'PWB-FLOW-1',
    level: 'MUST',
    subject: 'portal',
    title:
      'before the first gate the portal checks that writeback is up, else it offers none and sends nothing',
    source: 'OV',
    needs: ['portal', 'accounts', 'agent', 'clock', 'agentLink', 'portalLink'],
    timeMode: 'virtual',
    findings: {
      'gate-offered-while-down': 'the portal offers a gate although writeback is down',
      'not-told-why': 'the portal does not say that the service is down',
      'message-sent': 'a message reached the relay although nothing was asked for',
    },
    async check(t) {
      const account = t.accounts.take()
      const up = await t.portal.startSession(account.user)
      requireControl(Array.isArray(up.body['gates']), 'the agent runs', {
        expected: 'a gate is offered',
        observed: describeAnswer(up),
      })
      await t.agent.stop()
      const before = t.portalLink.messages().length
      // A clean stop is known within 5 s; a portal that only counts heartbeats knows after two periods.
      const deadline = performance.now() + CLEAN_STOP_MS
      let down = await t.portal.startSession(account.user)
      while (Array.isArray(down.body['gates']) && performance.now() < deadline) {
        await sleep(POLL_MS)
        down = await t.portal.startSession(account.user)
      }
      if (Array.isArray(down.body['gates'])) {
        await t.clock.step(2 * LIMITS.heartbeatPeriodMs + 1_000)
        down = await t.portal.startSession(account.user)
      }
      t.saw('portal', `agent up: ${describeAnswer(up)}; agent stopped: ${describeAnswer(down)}`)
      t.expect(!Array.isArray(down.body['gates']), 'gate-offered-while-down', {
        expected: 'no gate while the agent is stopped',
        observed: describeAnswer(down),
      })
      t.expect(down.code === 'service-down' && down.remedy !== '', 'not-told-why', {
        expected: 'service-down with a remedy',
        observed: `${describeAnswer(down)}, remedy ${down.remedy === '' ? 'missing' : 'given'}`,
      })
      const sent = t.portalLink.messages().length - before
      t.saw('tap', `${sent} messages on the portal’s relay link`)
      t.expect(sent === 0, 'message-sent', { expected: '0 messages', observed: `${sent} messages` })
    },
  }),
  requirement({
    id: 'PWB-FLOW-4',
    level: 'MUST',
    subject: 'system',
    title: '“changed” is answered only after the directory accepted',
    source: 'OV',
    needs: ['portal', 'accounts', 'directory', 'directoryLink'],
    timeMode: 'real',
    findings: {
      'answered-before-directory':
        'the portal said “changed” before the directory can have accepted',
      'not-acknowledged': 'the portal did not say that the password was changed',
      'not-usable-at-answer': 'the first bind after “changed” fails',
    },
    async check(t) {
      const account = t.accounts.take()
      const password = newPassword()
      const session = await enter(t, account)
      const held = t.directoryLink.hold('both')
      const startedAt = performance.now()
      const asked = inBackground(
        t.portal.setPassword(session, password).then((answer) => ({
          answer,
          tookMs: performance.now() - startedAt,
        })),
      )
      await sleep(HOLD_MS)
      held.release()
      const { answer, tookMs } = await asked
      const bind = await t.directory.bind(account, password)
      t.saw('tap', `directory link held ${HOLD_MS} ms; answered after ${Math.round(tookMs)} ms`)
      t.saw('bind', `first bind after the answer: ${describeBind(bind)}`)
      t.expect(answer.code === 'changed', 'not-acknowledged', {
        expected: '200 changed',
        observed: describeAnswer(answer),
      })
      t.expect(tookMs >= HOLD_MS - TIMER_SLACK_MS, 'answered-before-directory', {
        expected: `not before ${HOLD_MS} ms`,
        observed: `${Math.round(tookMs)} ms`,
      })
      t.expect(bind.accepted, 'not-usable-at-answer', {
        expected: 'bind accepted',
        observed: describeBind(bind),
      })
    },
  }),
]
