import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../../contract/limits.ts'
import type { PortalAnswer } from '../../../target/portal/portal-client.ts'
import { describeAnswer } from '../../effects.ts'
import { expectNone, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'

const UP_CHECKS = 20
export const CLEAN_STOP_MS = 5_000
export const RETURN_MS = 30_000
const POLL_MS = 50
const SLACK_MS = 1_000
/** In real time: who waits for a link to come back waits so long at most. */
const NETWORK_DOWN_MS = 2_000

export const isUp = ({ body }: PortalAnswer) => Array.isArray(body['gates'])

/** Asks until the answer is as wanted or the time is over; gives back the last answer. */
export async function askUntil(
  t: Pick<Context<'portal', string>, 'portal'>,
  user: string,
  wanted: boolean,
  withinMs: number,
) {
  const deadline = performance.now() + withinMs
  let answer = await t.portal.startSession(user)
  while (isUp(answer) !== wanted && performance.now() < deadline) {
    await sleep(POLL_MS)
    answer = await t.portal.startSession(user)
  }
  return answer
}

const NEEDS = ['portal', 'accounts', 'agent', 'clock', 'agentLink', 'portalLink'] as const
const FINDINGS = {
  'up-check-sends-message': 'asking whether writeback is up sent a message',
  'up-after-silent-death': 'the portal says up two heartbeat periods after it last heard',
  'up-after-clean-stop': 'the portal says up 5 s after the agent was stopped',
  'not-up-again': 'the portal does not say up 30 s after the agent is back',
  'not-up-after-outage': 'the portal does not say up 30 s after the agent’s link is back',
} as const

export const UP_CHECK = {
  id: 'PWB-FLOW-9',
  level: 'MUST',
  subject: 'portal',
  needs: NEEDS,
  timeMode: 'mixed',
  findings: FINDINGS,
} as const

type Checking = Context<(typeof NEEDS)[number], keyof typeof FINDINGS>

/** The agent goes on, and the network between it and the relay is down for longer than two heartbeats live. */
async function judgeOutage(t: Checking, user: string) {
  const accept = t.agentLink.refuse()
  t.agentLink.cut()
  await t.clock.step(2 * LIMITS.heartbeatPeriodMs + SLACK_MS)
  await sleep(NETWORK_DOWN_MS)
  const during = await t.portal.startSession(user)
  accept()
  const after = await askUntil(t, user, true, RETURN_MS)
  t.saw(
    'portal',
    `the link down for two periods: ${describeAnswer(during)}; back: ${describeAnswer(after)}`,
  )
  t.expect(isUp(after), 'not-up-after-outage', {
    expected: 'up within 30 s of the return of the agent’s link',
    observed: describeAnswer(after),
  })
}

/** No message; down after a silent death and after a clean stop; up after the return. */
export async function judgeUpCheck(t: Checking) {
  const { user } = t.accounts.take()
  const carried = await messagesDuring(t, `${UP_CHECKS} up-checks`, async () => {
    for (let asked = 0; asked < UP_CHECKS; asked++) {
      if (!isUp(await t.portal.startSession(user))) throw new Error('the portal says down')
    }
  })
  if (!expectNone(t, carried, 'up-check-sends-message', 'up-checks')) return

  const silence = t.agentLink.hold('both')
  await t.clock.step(2 * LIMITS.heartbeatPeriodMs + SLACK_MS)
  const silent = await t.portal.startSession(user)
  silence.release()
  const heard = await askUntil(t, user, true, RETURN_MS)
  t.saw('portal', `silent for two periods: ${describeAnswer(silent)}; heard again: ${heard.status}`)
  t.expect(!isUp(silent), 'up-after-silent-death', {
    expected: 'service-down after two heartbeat periods of silence',
    observed: describeAnswer(silent),
  })
  await judgeOutage(t, user)

  await t.agent.stop()
  const stopped = await askUntil(t, user, false, CLEAN_STOP_MS)
  t.saw('portal', `after a clean stop: ${describeAnswer(stopped)}`)
  t.expect(!isUp(stopped), 'up-after-clean-stop', {
    expected: 'service-down within 5 s of a clean stop',
    observed: describeAnswer(stopped),
  })
  // So long that only a new sign of life says that it is back.
  await t.clock.step(2 * LIMITS.heartbeatPeriodMs + SLACK_MS)
  const before = await t.clock.now()
  await t.agent.restart()
  const tookMs = (await t.clock.now()) - before
  t.saw('portal', `up again ${(tookMs / 1000).toFixed(1)} s after the agent was started`)
  t.expect(tookMs <= RETURN_MS, 'not-up-again', {
    expected: 'up within 30 s of the return',
    observed: `${(tookMs / 1000).toFixed(0)} s`,
  })
}

export const upCheck = [
  requirement({
    ...UP_CHECK,
    title:
      'the up-check sends no message; down within 5 s of a clean stop and two heartbeat periods of a silent death, up within 30 s of the return',
    source: 'WE',
    check: judgeUpCheck,
  }),
]
