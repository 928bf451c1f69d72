import { newPassword } from '../../target/trust/secrets.ts'
import type { Tap } from '../../wire/tap.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import type { OperationKind } from '../operation-kinds.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

type Looking = Context<'controllers', string>

const KINDS: readonly OperationKind[] = ['administrator reset', 'self-service reset', 'change']

/** Requests of a kind that a controller was asked from now on. */
const countFrom = (tap: Tap, operation: 'modify' | 'search') => {
  const from = tap.ldapRequests().length
  return () =>
    tap
      .ldapRequests()
      .slice(from)
      .filter((request) => request.operation === operation).length
}

const sum = (counts: readonly (() => number)[]) => counts.reduce((all, count) => all + count(), 0)

/** One operation: where its modify went, and what became of the account. */
async function operate(t: Looking, kind: OperationKind) {
  const { emulator, others, directory, accounts, portal } = t.controllers
  const account = accounts.take()
  const password = newPassword()
  const atEmulator = countFrom(emulator, 'modify')
  const elsewhere = others.map((tap) => countFrom(tap, 'modify'))
  const answer = await OPERATIONS[kind]({ ...t, portal }, account, password)
  return {
    answer,
    atEmulator: atEmulator(),
    elsewhere: sum(elsewhere),
    fresh: await directory.bind(account, password),
    stale: await directory.bind(account, account.password),
  }
}

/** The setting is in force: an import asks the preferred controller, and the PDC emulator nothing. */
async function requirePreference(t: Looking) {
  const { preferred, emulator, synchronise } = t.controllers
  const [asked, notAsked] = [countFrom(preferred, 'search'), countFrom(emulator, 'search')]
  await synchronise()
  t.saw(
    'taps',
    `an import asked the preferred controller ${asked()} times, the PDC emulator ${notAsked()} times`,
  )
  if (asked() === 0 || notAsked() > 0) {
    throw new Error('the control did not work: imports do not come from the preferred controller')
  }
}

/** LOOK where a domain has several controllers. */
export const lookControllers = [
  requirement({
    id: 'PWB-LOOK-6',
    level: 'MUST',
    subject: 'agent',
    title: 'every write contacts the PDC emulator, whichever controller is preferred',
    source: 'OV, TS',
    needs: ['controllers'],
    timeMode: 'real',
    findings: {
      'written-elsewhere': 'a write did not go to the PDC emulator, or went to another controller',
    },
    async check(t) {
      await requirePreference(t)
      for (const kind of KINDS) {
        const { answer, atEmulator, elsewhere, fresh } = await operate(t, kind)
        const observed = `${atEmulator} modify at the PDC emulator, ${elsewhere} elsewhere; ${describeAnswer(answer)}, ${describeBind(fresh)}`
        t.saw('taps', `${kind}: ${observed}`)
        t.expect(atEmulator > 0 && elsewhere === 0 && fresh.accepted, 'written-elsewhere', {
          expected: `${kind}: a modify at the PDC emulator, none elsewhere; bind accepted`,
          observed,
        })
      }
    },
  }),
  requirement({
    id: 'PWB-LOOK-7',
    level: 'MUST',
    subject: 'agent',
    title: 'PDC emulator unreachable: specific connectivity outcome, nothing written elsewhere',
    source: 'TS',
    needs: ['controllers'],
    timeMode: 'real',
    findings: {
      'written-elsewhere': 'a password was written although the PDC emulator could not be reached',
      'told-otherwise': 'the person was not told that the domain controller cannot be reached',
      'not-resumed': 'the control, a reset once it could be reached again, was not written',
    },
    async check(t) {
      const { emulator } = t.controllers
      const restore = emulator.refuse()
      emulator.cut()
      try {
        for (const kind of KINDS) {
          const { answer, elsewhere, fresh, stale } = await operate(t, kind)
          const observed = `${elsewhere} modify elsewhere; ${describeAnswer(answer)}, ${describeBind(fresh)}`
          t.saw('taps', `PDC emulator unreachable, ${kind}: ${observed}`)
          t.expect(elsewhere === 0 && !fresh.accepted && stale.accepted, 'written-elsewhere', {
            expected: `${kind}: no modify anywhere, the old password still binds`,
            observed,
          })
          t.expect(answer.code === 'directory-unavailable', 'told-otherwise', {
            expected: `${kind}: directory-unavailable`,
            observed: describeAnswer(answer),
          })
        }
      } finally {
        restore()
      }
      const { answer, fresh } = await operate(t, 'administrator reset')
      t.saw('bind', `reachable again: ${describeAnswer(answer)}, ${describeBind(fresh)}`)
      t.expect(fresh.accepted, 'not-resumed', {
        expected: 'bind accepted',
        observed: `${describeAnswer(answer)}, ${describeBind(fresh)}`,
      })
    },
  }),
]
