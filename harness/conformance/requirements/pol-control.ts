import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import type { OperationKind } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import { requirement } from '../requirement.ts'

/** The documented event of a directory that lacks the control. */
const CONTROL_MISSING = 6329
const RESETS: readonly OperationKind[] = ['administrator reset', 'self-service reset']

/** POL where the directory lacks the policy-hints control. */
export const polControl = [
  requirement({
    id: 'PWB-POL-15',
    level: 'MUST',
    subject: 'agent',
    title: 'a directory without the policy-hints control: configuration outcome, nothing written',
    source: 'NX',
    needs: ['withoutPolicyHints', 'directory'],
    timeMode: 'real',
    findings: {
      'written-without-control': 'a reset was written to a directory without the control',
      'not-told-as-configuration':
        'the refusal does not reach the person as a configuration outcome',
      'event-missing': 'the event log does not name the missing control',
      'change-refused': 'the control, a change, which needs no control, was not written',
    },
    async check(t) {
      const { portal, accounts, events } = t.withoutPolicyHints
      for (const kind of RESETS) {
        const account = accounts.take()
        const before = await t.directory.read(account, 'pwdLastSet')
        const answer = await OPERATIONS[kind]({ ...t, portal }, account, newPassword())
        const after = await t.directory.read(account, 'pwdLastSet')
        t.saw(
          'directory',
          `${kind}: ${describeAnswer(answer)}, pwdLastSet ${after === before ? 'stays' : 'moved'}`,
        )
        t.expect(after === before, 'written-without-control', {
          expected: `${kind}: pwdLastSet stays`,
          observed: 'it moved',
        })
        t.expect(answer.code === 'directory-configuration', 'not-told-as-configuration', {
          expected: `${kind}: directory-configuration`,
          observed: describeAnswer(answer),
        })
      }
      const logged = (await events.all()).filter(({ id }) => id === CONTROL_MISSING)
      t.saw('event log', `${logged.length} events ${CONTROL_MISSING}`)
      t.expect(logged.length > 0, 'event-missing', {
        expected: `event ${CONTROL_MISSING}`,
        observed: 'none',
      })
      const account = accounts.take()
      const password = newPassword()
      const answer = await OPERATIONS.change({ ...t, portal }, account, password)
      const bound = await t.directory.bind(account, password)
      t.saw('bind', `change: ${describeAnswer(answer)}, ${describeBind(bound)}`)
      t.expect(bound.accepted, 'change-refused', {
        expected: 'bind accepted',
        observed: `${describeAnswer(answer)}, ${describeBind(bound)}`,
      })
    },
  }),
]
