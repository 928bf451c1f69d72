import { LIMITS } from '../../contract/limits.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { TapMessage } from '../../wire/tap.ts'
import { awayFromHeartbeat } from '../away-from-heartbeat.ts'
import { describeAnswer } from '../effects.ts'
import { heartbeatTimes, judgePeriods } from '../heartbeat-judge.ts'
import { soon } from '../in-background.ts'
import { OPERATION_KINDS } from '../operation-kinds.ts'
import { OPERATIONS, passwordOfLength, TOO_SHORT } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

type Asking = Context<'portal' | 'accounts' | 'agentLink' | 'clock', string>

/** The messages on the agent's link while the operation ran, its stragglers included. */
async function messagesOf(t: Asking, operation: () => Promise<PortalAnswer>) {
  const before = t.agentLink.messages().length
  const answer = await operation()
  await t.clock.step(1_000)
  return { answer, messages: t.agentLink.messages().slice(before) }
}

const requestSize = (messages: readonly TapMessage[]) =>
  messages.find((message) => message.direction === 'inbound')?.sizeBytes ?? 0

const direction = (messages: readonly TapMessage[], wanted: TapMessage['direction']) =>
  messages.filter((message) => message.direction === wanted).length

/** MSG: messages, seen by the inspecting tap on the agent's link. */
export const msg = [
  requirement({
    id: 'PWB-MSG-1',
    level: 'MUST',
    subject: 'system',
    title: 'exactly two messages per password that left the portal: a request and a result',
    source: 'OV',
    needs: ['portal', 'accounts', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'message-count': 'not exactly one request and one result crossed the agent’s link',
      'not-as-asked': 'the operation that was to be counted did not end as it should',
    },
    async check(t) {
      await awayFromHeartbeat(t)
      for (const kind of OPERATION_KINDS) {
        for (const [password, expected] of [
          [newPassword(), 'changed'],
          [TOO_SHORT, 'policy'],
        ] as const) {
          const account = t.accounts.take()
          const { answer, messages } = await messagesOf(t, () =>
            OPERATIONS[kind](t, account, password),
          )
          const requests = direction(messages, 'inbound')
          const results = direction(messages, 'outbound')
          t.saw('tap', `${kind}, ${expected}: ${requests} request, ${results} result`)
          t.expect(answer.code === expected, 'not-as-asked', {
            expected: `${kind}: ${expected}`,
            observed: describeAnswer(answer),
          })
          t.expect(requests === 1 && results === 1, 'message-count', {
            expected: `${kind}: 1 request, 1 result`,
            observed: `${requests} inbound, ${results} outbound`,
          })
        }
      }
    },
  }),
  requirement({
    id: 'PWB-MSG-3',
    level: 'MUST',
    subject: 'agent',
    title: 'one heartbeat every five minutes: the first at start, none after stop',
    source: 'OV',
    needs: ['portal', 'accounts', 'agentLink', 'clock', 'agent'],
    timeMode: 'virtual',
    findings: {
      'no-heartbeat-at-start': 'no heartbeat came when the service started',
      'heartbeat-period': 'two heartbeats were not 300 s ± 5 % apart',
      'too-few-heartbeats': 'fewer heartbeats came than periods went by',
      'heartbeat-after-stop': 'a heartbeat came after the service was told to stop',
    },
    async check(t) {
      await t.agent.stop()
      const startedAt = await t.clock.now()
      const before = t.agentLink.messages().length
      await t.agent.restart()
      // A relay may let it in only after a moment of real time; the clock stands still meanwhile.
      await soon(() => t.agentLink.messages().length > before)
      await t.clock.step(2_000)
      const periods = 3
      // Other operations go on meanwhile: a heartbeat must not wait for, nor be replaced by, a result.
      for (let half = 0; half < 2 * periods; half++) {
        await t.clock.step(LIMITS.heartbeatPeriodMs / 2)
        await OPERATIONS['administrator reset'](t, t.accounts.take(), newPassword())
      }
      const times = heartbeatTimes(t.agentLink.messages().slice(before))
      const first = (times[0] ?? Number.POSITIVE_INFINITY) - startedAt
      t.saw(
        'tap',
        `first heartbeat ${Math.round(first)} ms after start, ${times.length} in ${periods} periods`,
      )
      t.expect(first < 10_000, 'no-heartbeat-at-start', {
        expected: 'within 10 s of start',
        observed: `${Math.round(first / 1000)} s after start`,
      })
      t.expect(times.length > periods, 'too-few-heartbeats', {
        expected: `${periods + 1} heartbeats`,
        observed: `${times.length}`,
      })
      for (const wrongMs of judgePeriods(times, LIMITS.heartbeatPeriodMs)) {
        t.expect(false, 'heartbeat-period', {
          expected: '285 s to 315 s',
          observed: `${(wrongMs / 1000).toFixed(1)} s`,
        })
      }
      const running = t.agentLink.messages().length
      await t.agent.stop()
      await t.clock.step(2 * LIMITS.heartbeatPeriodMs + 1_000)
      const late = t.agentLink.messages().length - running
      t.saw('tap', `${late} messages from stop until two periods later`)
      t.expect(late === 0, 'heartbeat-after-stop', {
        expected: 'no message after stop',
        observed: `${late} messages`,
      })
    },
  }),
  requirement({
    id: 'PWB-MSG-5',
    level: 'MUST',
    subject: 'system',
    title: 'each message is under 1,000 bytes, for long names and passwords up to 64 characters',
    source: 'OV',
    needs: ['portal', 'accounts', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'message-too-large': 'a message has 1,000 bytes or more',
      'not-as-asked': 'the operation that was to be measured did not end as it should',
    },
    async check(t) {
      for (const kind of OPERATION_KINDS) {
        const account = t.accounts.takeLongName()
        const { answer, messages } = await messagesOf(t, () =>
          OPERATIONS[kind](t, account, passwordOfLength(64)),
        )
        t.expect(answer.code === 'changed', 'not-as-asked', {
          expected: `${kind}: changed`,
          observed: describeAnswer(answer),
        })
        const sizes = messages.map((message) => message.sizeBytes)
        t.saw('tap', `${kind}: messages of ${sizes.join(', ')} bytes`)
        for (const size of sizes) {
          t.expect(size < LIMITS.messageBytes, 'message-too-large', {
            expected: `under ${LIMITS.messageBytes} bytes (${kind})`,
            observed: `${size} bytes`,
          })
        }
      }
    },
  }),
  requirement({
    id: 'PWB-MSG-8',
    level: 'MUST',
    subject: 'system',
    title: 'within one kind of operation a request’s size tells nothing of the password’s length',
    source: 'WE',
    needs: ['portal', 'accounts', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'size-tells-length': 'requests for passwords of different lengths differ in size',
      'no-request-seen': 'no request crossed the agent’s link, so nothing was compared',
    },
    async check(t) {
      for (const kind of OPERATION_KINDS) {
        const sizes: number[] = []
        for (const length of [8, 15, 16, 33, 63, 64]) {
          const account = t.accounts.take()
          const { messages } = await messagesOf(t, () =>
            OPERATIONS[kind](t, account, passwordOfLength(length)),
          )
          sizes.push(requestSize(messages))
        }
        t.saw('tap', `${kind}: requests of ${sizes.join(', ')} bytes`)
        t.expect(!sizes.includes(0), 'no-request-seen', {
          expected: 'a request for each password',
          observed: `${sizes.filter((size) => size === 0).length} missing`,
        })
        t.expect(new Set(sizes).size === 1, 'size-tells-length', {
          expected: `one size (${kind})`,
          observed: `${[...new Set(sizes)].join(', ')} bytes`,
        })
      }
    },
  }),
]
