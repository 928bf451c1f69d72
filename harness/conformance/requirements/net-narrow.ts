import { newPassword } from '../../target/trust/secrets.ts'
import { requireControl } from '../control.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { OPERATION_KINDS } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const ANSWERED_WITHIN_MS = 2_000

const idleFindings = {
  'not-answered': 'after the idle time the operation was not answered within 2 s',
  'false-down': 'the portal said that writeback is down',
} as const

async function judgeIdle(
  t: Context<'idleLinks' | 'directory', keyof typeof idleFindings>,
  limit: '120 s' | '60 s',
) {
  const { portal, accounts, idled, forgets } = t.idleLinks[limit]
  const idleMs = await idled()
  const blind = !(await forgets())
  t.saw(
    'middlebox',
    `idle for ${Math.round(idleMs / 1000)} s; a flow that nobody keeps alive was ${blind ? 'kept' : 'forgotten'}`,
  )
  requireControl(!blind, 'the middlebox', { expected: 'idle flows forgotten', observed: 'kept' })
  const account = accounts.take()
  const password = newPassword()
  const startedAt = performance.now()
  const session = await portal.startSession(account.user)
  const answer = await OPERATIONS['administrator reset']({ ...t, portal }, account, password)
  const tookMs = performance.now() - startedAt
  const bound = await t.directory.bind(account, password)
  t.saw(
    'portal',
    `session: ${describeAnswer(session)}; ${describeAnswer(answer)} after ${Math.round(tookMs)} ms, ${describeBind(bound)}`,
  )
  t.expect(
    [session, answer].every(({ code }) => code !== 'service-down'),
    'false-down',
    {
      expected: 'a session, 200 changed',
      observed: `${describeAnswer(session)}, ${describeAnswer(answer)}`,
    },
  )
  t.expect(
    answer.code === 'changed' && bound.accepted && tookMs <= ANSWERED_WITHIN_MS,
    'not-answered',
    {
      expected: `200 changed within ${ANSWERED_WITHIN_MS} ms, bind accepted`,
      observed: `${describeAnswer(answer)} after ${Math.round(tookMs)} ms, ${describeBind(bound)}`,
    },
  )
}

/** NET in scaled network times: idle links, and AMQP in WebSocket. */
export const netNarrow = [
  requirement({
    id: 'PWB-NET-3',
    level: 'MUST',
    subject: 'system',
    title: 'behind a middlebox that forgets flows idle for 120 s: answered after 15 idle minutes',
    source: 'TS, WE',
    needs: ['idleLinks', 'directory'],
    timeMode: 'scaled',
    findings: idleFindings,
    check: (t) => judgeIdle(t, '120 s'),
  }),
  requirement({
    id: 'PWB-NET-4',
    level: 'SHOULD',
    subject: 'agent',
    title: 'the same behind a middlebox that forgets flows idle for 60 s',
    source: 'WE',
    needs: ['idleLinks', 'directory'],
    timeMode: 'scaled',
    findings: idleFindings,
    check: (t) => judgeIdle(t, '60 s'),
  }),
  requirement({
    id: 'PWB-NET-6',
    level: 'MUST',
    subject: 'system',
    title: 'over WebSocket inside TLS, on one port, enabling and every operation work',
    source: 'OV, TS',
    needs: ['upgraded', 'directory'],
    timeMode: 'real',
    findings: {
      'not-websocket': 'a connection to the relay did not begin as a WebSocket in TLS',
      'operation-failed': 'an operation did not work over WebSocket',
    },
    async check(t) {
      const { portal, accounts, agentLink, agentAdministration } = t.upgraded
      await agentAdministration.disable()
      await agentAdministration.enable()
      for (const kind of OPERATION_KINDS) {
        const account = accounts.take()
        const password = newPassword()
        const answer = await OPERATIONS[kind]({ ...t, portal }, account, password)
        const bound = await t.directory.bind(account, password)
        t.saw('bind', `${kind}: ${describeAnswer(answer)}, ${describeBind(bound)}`)
        t.expect(answer.code === 'changed' && bound.accepted, 'operation-failed', {
          expected: `${kind}: 200 changed, bind accepted`,
          observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
        })
      }
      const transports = agentLink.transports()
      const messages = agentLink.messages().length
      t.saw(
        'tap',
        `${transports.length} connections: ${transports.join(', ')}; ${messages} messages`,
      )
      requireControl(messages > 0, 'the tap on the agent’s link', {
        expected: 'messages',
        observed: 'none',
      })
      const others = transports.filter((transport) => transport !== 'websocket')
      t.expect(others.length === 0, 'not-websocket', {
        expected: 'WebSocket',
        observed: others.join(', '),
      })
    },
  }),
]
