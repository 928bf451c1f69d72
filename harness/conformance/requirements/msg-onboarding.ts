import { setTimeout as sleep } from 'node:timers/promises'
import type { TapExchange } from '../../wire/http/http-exchanges.ts'
import { type Context, requirement } from '../requirement.ts'

const QUIET_MS = 300

type Onboarding = Context<'onboardingLink' | 'agentLink' | 'agentAdministration', string>

/** What crossed the two links while the step ran. */
async function exchangesOf(t: Onboarding, step: () => Promise<void>) {
  const before = t.onboardingLink.exchanges().length
  const messagesBefore = t.agentLink.messages().filter(({ direction }) => direction === 'inbound')
  await step()
  // What was sent because of it is on its way.
  await sleep(QUIET_MS)
  const inbound = t.agentLink.messages().filter(({ direction }) => direction === 'inbound')
  return {
    exchanges: t.onboardingLink.exchanges().slice(before),
    onRelay: inbound.length - messagesBefore.length,
  }
}

const describe = (exchanges: readonly TapExchange[]) =>
  exchanges
    .map(({ method, path, status }) => `${method} ${path} ${status ?? 'unanswered'}`)
    .join(', ') || 'none'

/** MSG at the onboarding endpoint. */
export const msgOnboarding = [
  requirement({
    id: 'PWB-MSG-2',
    level: 'MUST',
    subject: 'system',
    title: 'enabling is exactly two messages at the onboarding endpoint, disabling likewise',
    source: 'OV',
    needs: ['onboardingLink', 'agentLink', 'agentAdministration'],
    timeMode: 'real',
    findings: {
      'onboarding-messages': 'enabling or disabling was not one request and one answer',
      'message-on-relay': 'a message for the agent crossed the relay link meanwhile',
    },
    async check(t) {
      for (const [what, step] of [
        ['disabling', t.agentAdministration.disable],
        ['enabling', t.agentAdministration.enable],
      ] as const) {
        const { exchanges, onRelay } = await exchangesOf(t, step)
        t.saw('tap on the agent’s link to the portal', `${what}: ${describe(exchanges)}`)
        const answered = exchanges.length === 1 && exchanges[0]?.status === 200
        t.expect(answered, 'onboarding-messages', {
          expected: `${what}: one request, answered 200`,
          observed: describe(exchanges),
        })
        t.expect(onRelay === 0, 'message-on-relay', {
          expected: `${what}: none`,
          observed: `${onRelay}`,
        })
      }
    },
  }),
]
