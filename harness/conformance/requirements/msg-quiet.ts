import { LIMITS } from '../../contract/limits.ts'
import type { FrameKind } from '../../wire/amqp/amqp-frames.ts'
import { describeAnswer } from '../effects.ts'
import { OPERATIONS, passwordOfLength } from '../operations.ts'
import { requirement } from '../requirement.ts'

const HOUR_MS = 3_600_000
const HEARTBEATS = { least: 11, most: 13 } as const
const LONGEST = 127

/** Frames that nothing but set-up or chatter sends: an idle link has none of them. */
const NOT_IDLE: readonly FrameKind[] = ['open', 'begin', 'attach', 'detach', 'end', 'close']

/** MSG at the ends of the scale: nothing to do, and the longest passwords. */
export const msgQuiet = [
  requirement({
    id: 'PWB-MSG-4',
    level: 'MUST',
    subject: 'system',
    title: 'an idle hour on the relay link holds 11 to 13 heartbeats and keep-alives, nothing else',
    source: 'OV',
    needs: ['agentLink', 'clock'],
    timeMode: 'virtual',
    findings: {
      'heartbeat-count': 'not 11 to 13 heartbeats came in an hour',
      'other-message': 'a message that is no heartbeat crossed the idle link',
      chatter: 'connections, sessions or links were opened or ended on the idle link',
    },
    async check(t) {
      // What earlier operations left on its way is over.
      await t.clock.step(1_000)
      const before = t.agentLink.messages().length
      const framesBefore = t.agentLink.frames()
      await t.clock.step(HOUR_MS)
      const messages = t.agentLink.messages().slice(before)
      const heartbeats = messages.filter(({ direction }) => direction === 'outbound').length
      const inbound = messages.length - heartbeats
      const frames = t.agentLink.frames()
      const chatter = NOT_IDLE.flatMap((kind) =>
        (['outbound', 'inbound'] as const).flatMap((direction) => {
          const count = frames[direction][kind] - framesBefore[direction][kind]
          return count > 0 ? [`${count} ${kind} ${direction}`] : []
        }),
      )
      t.saw(
        'tap',
        `in an hour: ${heartbeats} messages out, ${inbound} in, ${chatter.join(', ') || 'no set-up frames'}`,
      )
      const inRange = heartbeats >= HEARTBEATS.least && heartbeats <= HEARTBEATS.most
      t.expect(inRange, 'heartbeat-count', {
        expected: `${HEARTBEATS.least} to ${HEARTBEATS.most} messages from the agent`,
        observed: `${heartbeats}`,
      })
      t.expect(inbound === 0, 'other-message', { expected: 'none', observed: `${inbound} inbound` })
      t.expect(chatter.length === 0, 'chatter', { expected: 'none', observed: chatter.join(', ') })
    },
  }),
  requirement({
    id: 'PWB-MSG-6',
    level: 'SHOULD',
    subject: 'system',
    title: 'under 1,000 bytes also for a change with two passwords of 127 characters',
    source: 'WE',
    needs: ['portal', 'accounts', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'message-too-large': 'a message has 1,000 bytes or more',
      'not-as-asked': 'the operation that was to be measured did not end as it should',
    },
    async check(t) {
      const account = t.accounts.takeLongName()
      const first = passwordOfLength(LONGEST)
      const prepared = await OPERATIONS['administrator reset'](t, account, first)
      account.password = first
      const before = t.agentLink.messages().length
      const answer = await OPERATIONS.change(t, account, passwordOfLength(LONGEST))
      const sizes = t.agentLink
        .messages()
        .slice(before)
        .map(({ sizeBytes }) => sizeBytes)
      t.saw('tap', `messages of ${sizes.join(', ')} bytes`)
      const done = prepared.code === 'changed' && answer.code === 'changed' && sizes.length > 0
      t.expect(done, 'not-as-asked', {
        expected: 'changed, with messages seen',
        observed: `${describeAnswer(prepared)}, ${describeAnswer(answer)}, ${sizes.length} messages`,
      })
      for (const size of sizes) {
        t.expect(size < LIMITS.messageBytes, 'message-too-large', {
          expected: `under ${LIMITS.messageBytes} bytes`,
          observed: `${size} bytes`,
        })
      }
    },
  }),
]
