import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { awayFromHeartbeat, halfwayBetweenHeartbeatsIn } from '../away-from-heartbeat.ts'
import { capturing } from '../capture.ts'
import { describeAnswer, enter, resetAsPerson } from '../effects.ts'
import { inBackground, settled, soon, unlessStuck } from '../in-background.ts'
import { type Context, requirement } from '../requirement.ts'

const QUIET_MS = 300
const SMALL_BYTES = 64
/** A request has expired so long after it was sent, whoever's clock is asked. */
const EXPIRED_MS = LIMITS.requestTtlMs + 2 * LIMITS.clockSkewMs

/** MSG where messages go wrong: too large, redelivered, expired. */
export const msgRelay = [
  requirement({
    id: 'PWB-MSG-7',
    level: 'MUST',
    subject: 'relay',
    title: 'a message above the relay’s limit is refused with a clear error and stops no other',
    source: 'WE',
    needs: ['relayAccess'],
    timeMode: 'real',
    findings: {
      'oversize-accepted': 'the relay told a message above its limit as accepted',
      'no-clear-error': 'the refusal does not say why',
      'next-message-stopped': 'the message after the refused one was not taken',
      'small-message-refused': 'the control, a message within the limit, was refused',
    },
    async check(t) {
      const login = await t.relayAccess.login('agent')
      const [before, tooLarge, after] = await t.relayAccess.sends(
        login,
        t.relayAccess.addresses.sendResults,
        [SMALL_BYTES, 2 * LIMITS.relayMessageBytes, SMALL_BYTES],
      )
      const told = (answer: typeof before) =>
        answer === undefined ? 'no answer' : answer.taken ? 'accepted' : `refused: ${answer.reason}`
      t.saw(
        'relay',
        `64 bytes: ${told(before)}; 131,072 bytes: ${told(tooLarge)}; 64 bytes: ${told(after)}`,
      )
      t.expect(before?.taken === true, 'small-message-refused', {
        expected: 'accepted',
        observed: told(before),
      })
      const refusedIt = t.expect(tooLarge?.taken === false, 'oversize-accepted', {
        expected: 'refused',
        observed: told(tooLarge),
      })
      if (refusedIt && tooLarge?.taken === false) {
        t.expect(tooLarge.reason !== '', 'no-clear-error', {
          expected: 'an error with a condition or description',
          observed: 'none',
        })
      }
      t.expect(after?.taken === true, 'next-message-stopped', {
        expected: 'accepted',
        observed: told(after),
      })
    },
  }),
  requirement({
    id: 'PWB-MSG-10',
    level: 'MUST',
    subject: 'system',
    title: 'a redelivered request brings at most one equal result per copy; an expired one none',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'agentLink', 'clock'],
    timeMode: 'mixed',
    findings: {
      'results-per-copy': 'more results than copies of the request crossed the link',
      'results-differ': 'two results of one request are not equally large',
      'not-redelivered': 'the request did not come again, so nothing was judged',
      'not-as-asked': 'the person was not told the outcome of the redelivered request',
      'result-for-expired': 'an expired request was answered',
    },
    async check(t) {
      // Whatever the start brings, a first heartbeat, is over when this is answered.
      await resetAsPerson(t, t.accounts.take())
      await awayFromHeartbeat(t)
      const account = t.accounts.take()
      const before = t.agentLink.messages().length
      const seen = () => t.agentLink.messages().slice(before)
      const copies = () => seen().filter(({ direction }) => direction === 'inbound')
      const results = () => seen().filter(({ direction }) => direction === 'outbound')
      const session = await enter(t, account)
      const hold = t.agentLink.hold('outbound')
      const asked = inBackground(t.portal.setPassword(session, newPassword()))
      await soon(() => copies().length > 0)
      await sleep(QUIET_MS)
      // The agent's result and its disposition are lost with the link: the relay delivers once more.
      t.agentLink.cut()
      hold.release()
      const again = await soon(() => copies().length > 1)
      await unlessStuck(t, asked)
      const answer = await asked
      await sleep(QUIET_MS)
      t.saw('tap', `${copies().length} copies of the request, ${results().length} results`)
      t.saw('portal', describeAnswer(answer))
      t.expect(again, 'not-redelivered', { expected: '2 copies', observed: `${copies().length}` })
      // Each copy came on a connection of its own; what was said on the first is lost with it.
      for (const { connection } of copies()) {
        const ofCopy = results().filter((result) => result.connection === connection)
        t.expect(ofCopy.length <= 1, 'results-per-copy', {
          expected: 'at most 1 result for each copy',
          observed: `${ofCopy.length} for one`,
        })
      }
      t.expect(answer.code === 'changed', 'not-as-asked', {
        expected: '200 changed',
        observed: describeAnswer(answer),
      })
      await judgeEqual(t)
      await judgeExpired(t)
    },
  }),
]

/** The same request once more on the same link, where both results are seen. */
async function judgeEqual(
  t: Context<'portal' | 'accounts' | 'agentLink' | 'clock', 'results-differ' | 'not-redelivered'>,
) {
  const resultsOf = async (work: () => Promise<unknown>) => {
    const before = t.agentLink.messages().length
    await work()
    await settled(t)
    const seen = t.agentLink.messages().slice(before)
    return seen.filter(({ direction }) => direction === 'outbound').map((one) => one.sizeBytes)
  }
  let pending: Promise<unknown> = Promise.resolve()
  const { bodies, result: first } = await capturing(t.agentLink, () =>
    resultsOf(() => resetAsPerson(t, t.accounts.take())),
  )
  const again = t.agentLink.editMessages(
    'inbound',
    () => true,
    (body) => bodies[0] ?? body,
  )
  const second = await resultsOf(async () => {
    pending = inBackground(resetAsPerson(t, t.accounts.take()))
    await soon(() => again.edited() > 0)
  })
  again.stop()
  await t.clock.step(LIMITS.portalWaitMs + 1_000)
  await pending
  t.saw('tap', `results of ${first.join(', ')} bytes, once more: ${second.join(', ') || 'none'}`)
  t.expect(again.edited() > 0 && first.length > 0, 'not-redelivered', {
    expected: 'a request with a result, sent once more',
    observed: `${again.edited()} sent once more, ${first.length} results`,
  })
  t.expect(new Set([...first, ...second]).size <= 1, 'results-differ', {
    expected: 'results of one size',
    observed: `${first.join(', ')} bytes, then ${second.join(', ')}`,
  })
}

/** What has expired is not answered at all (PWB-MSG-10). */
async function judgeExpired(
  t: Context<'portal' | 'accounts' | 'agentLink' | 'clock', 'result-for-expired' | 'not-as-asked'>,
) {
  // A heartbeat would be taken for a result.
  await halfwayBetweenHeartbeatsIn(t, EXPIRED_MS)
  const session = await enter(t, t.accounts.take())
  const hold = t.agentLink.holdMessages('inbound')
  const asked = inBackground(t.portal.setPassword(session, newPassword()))
  await soon(() => hold.held() > 0)
  await t.clock.step(EXPIRED_MS)
  await settled(t)
  const before = t.agentLink.messages().length
  hold.release()
  await sleep(QUIET_MS)
  const late = t.agentLink.messages().slice(before)
  t.saw('tap', `after an expired request: ${late.length} messages`)
  t.saw('portal', describeAnswer(await asked))
  t.expect(late.length === 0, 'result-for-expired', {
    expected: 'no result',
    observed: late.map(({ direction, sizeBytes }) => `${sizeBytes} B ${direction}`).join(', '),
  })
  // The control: what is not expired is answered on the same link.
  const { answer } = await resetAsPerson(t, t.accounts.take())
  t.expect(answer.code === 'changed', 'not-as-asked', {
    expected: '200 changed',
    observed: describeAnswer(answer),
  })
}
