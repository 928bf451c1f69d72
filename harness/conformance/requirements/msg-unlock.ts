import { LIMITS } from '../../contract/limits.ts'
import { createCanaryFinder } from '../../target/trust/canary.ts'
import { awayFromHeartbeat } from '../away-from-heartbeat.ts'
import type { Capabilities } from '../capabilities/capabilities.ts'
import { capturing } from '../capture.ts'
import { describeAnswer, enter } from '../effects.ts'
import { requirement } from '../requirement.ts'

const MOST_MESSAGES = 2

type Opener = Awaited<ReturnType<Capabilities['testKeys']['opener']>>
type Opened = ReturnType<Opener['open']>

/** Whether there is something in the place where a request holds its passwords. */
function holdsSecret(opener: Opener, opened: Opened): boolean {
  try {
    return opened.kind === 'request' && opener.secretBlock(opened).length > 0
  } catch {
    return false
  }
}

/** MSG of an unlock without a reset. */
export const msgUnlock = [
  requirement({
    id: 'PWB-MSG-9',
    level: 'MUST',
    subject: 'system',
    title: 'unlock without reset: at most two messages, small, no password in them',
    source: 'WE',
    needs: ['portal', 'accounts', 'directory', 'tenant', 'agentLink', 'clock', 'testKeys'],
    timeMode: 'mixed',
    findings: {
      'message-count': 'more than two messages crossed the link',
      'message-too-large': 'a message has 1,000 bytes or more',
      'password-in-message': 'a message holds a password',
      'not-unlocked': 'the account was not unlocked, so nothing was counted',
    },
    async check(t) {
      await t.tenant.change({ unlockWithoutReset: true })
      const account = t.accounts.take()
      await t.accounts.lock(account)
      const session = await enter(t, account)
      // What opening the session left on its way is over.
      await awayFromHeartbeat(t)
      await t.clock.step(1_000)
      const before = t.agentLink.messages().length
      const { bodies, result } = await capturing(t.agentLink, () => t.portal.unlock(session))
      const messages = t.agentLink.messages().slice(before)
      const lockedUntil = await t.directory.read(account, 'lockoutTime')
      const sizes = messages.map(({ sizeBytes }) => sizeBytes)
      t.saw('portal', describeAnswer(result))
      t.saw(
        'tap',
        `${messages.length} messages of ${sizes.join(', ')} bytes; lockoutTime ${lockedUntil ?? 'absent'}`,
      )
      t.expect((lockedUntil ?? '0') === '0' && messages.length > 0, 'not-unlocked', {
        expected: 'lockoutTime 0, messages seen',
        observed: `${describeAnswer(result)}, lockoutTime ${lockedUntil ?? 'absent'}, ${messages.length} messages`,
      })
      t.expect(messages.length <= MOST_MESSAGES, 'message-count', {
        expected: `at most ${MOST_MESSAGES}`,
        observed: `${messages.length}`,
      })
      for (const size of sizes) {
        t.expect(size < LIMITS.messageBytes, 'message-too-large', {
          expected: `under ${LIMITS.messageBytes} bytes`,
          observed: `${size} bytes`,
        })
      }
      const opener = await t.testKeys.opener()
      const finder = createCanaryFinder([account.password])
      const opened = bodies.map((body) => opener.open(body))
      const forms = [
        ...bodies.flatMap(finder.find),
        ...opened.flatMap(({ sealed }) => finder.find(sealed)),
        ...opened.filter((one) => holdsSecret(opener, one)).map(() => 'under the RSA key'),
      ]
      t.saw(
        'packages, opened with the test keys',
        `${bodies.length}, ${forms.length} with the password`,
      )
      t.expect(forms.length === 0, 'password-in-message', {
        expected: 'none',
        observed: forms.join(', '),
      })
    },
  }),
]
