import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import type { LinkedPerson } from '../capabilities/handed-out.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

type Looking = Context<'forests', string>

/** The portal knows a person by one of the two names: the next is asked for only when the first is not known. */
async function resetEither(t: Looking, accounts: readonly Account[], password: string) {
  const asking = { ...t, portal: t.forests.portal }
  const reset = (account: Account) => OPERATIONS['administrator reset'](asking, account, password)
  const [first, other] = accounts
  if (first === undefined) throw new RangeError('no account')
  const answer = await reset(first)
  return answer.code === 'user-unknown' && other !== undefined ? reset(other) : answer
}

/** Whether an account took the new password, or kept its own. */
async function stateOf({ forests }: Looking, account: Account, password: string) {
  const fresh = await forests.bind(account, password)
  const kept = await forests.bind(account, account.password)
  return { written: fresh.accepted, kept: kept.accepted, told: describeBind(fresh) }
}

/**
 * A reset of a person whose one account is enabled; what became of either. The other one is enabled since:
 * the rule on the link decides, not what the account is now.
 */
async function resetLinked(t: Looking, person: LinkedPerson, enabled: 'first' | 'second') {
  const password = newPassword()
  const right = person[enabled]
  const wrong = person[enabled === 'first' ? 'second' : 'first']
  await t.forests.enable(wrong)
  const answer = await resetEither(t, [right, wrong], password)
  const [rightNow, wrongNow] = [
    await stateOf(t, right, password),
    await stateOf(t, wrong, password),
  ]
  t.saw(
    'bind in both forests',
    `enabled in the ${enabled} one: ${describeAnswer(answer)}; that account: ${rightNow.told}; the other one ${wrongNow.kept ? 'kept its password' : 'lost its password'}`,
  )
  return { answer, rightNow, wrongNow }
}

/** LOOK in several forests. */
export const lookForests = [
  requirement({
    id: 'PWB-LOOK-4',
    level: 'MUST',
    subject: 'agent',
    title: 'linked in two forests: the one whose link carries the rule is written, the other stays',
    source: 'OV, TS',
    needs: ['forests'],
    timeMode: 'real',
    findings: {
      'wrong-forest-written': 'the account whose link does not carry the rule was written',
      'linked-not-written': 'the account whose link carries the rule was not written',
    },
    async check(t) {
      // Both ways round: an agent that always takes the first, or the last, is right in one of them.
      for (const enabled of ['first', 'second'] as const) {
        const person = t.forests.linked({
          first: enabled === 'first',
          second: enabled === 'second',
        })
        const { answer, rightNow, wrongNow } = await resetLinked(t, person, enabled)
        t.expect(wrongNow.kept && !wrongNow.written, 'wrong-forest-written', {
          expected: `enabled in the ${enabled} forest: the other account keeps its password`,
          observed: wrongNow.told,
        })
        t.expect(rightNow.written && !rightNow.kept, 'linked-not-written', {
          expected: `enabled in the ${enabled} forest: bind accepted there`,
          observed: `${describeAnswer(answer)}, ${rightNow.told}`,
        })
      }
    },
  }),
  requirement({
    id: 'PWB-LOOK-5',
    level: 'MUST',
    subject: 'agent',
    title: 'two enabled matches: refused as multiple matches, nothing written',
    source: 'NX',
    needs: ['forests'],
    timeMode: 'real',
    findings: {
      'one-of-many-written': 'one of several enabled matches was written',
      'told-otherwise': 'the person was not told of several matches',
    },
    async check(t) {
      const { first, second } = t.forests.linked({ first: true, second: true })
      const password = newPassword()
      const answer = await resetEither(t, [second, first], password)
      const states = [await stateOf(t, first, password), await stateOf(t, second, password)]
      const written = states.filter((state) => state.written || !state.kept).length
      t.saw('bind in both forests', `${describeAnswer(answer)}; ${written} of 2 accounts written`)
      t.expect(written === 0, 'one-of-many-written', {
        expected: 'both accounts keep their passwords',
        observed: states.map(({ told }) => told).join(', '),
      })
      t.expect(answer.code === 'multiple-matches', 'told-otherwise', {
        expected: 'multiple-matches',
        observed: describeAnswer(answer),
      })
    },
  }),
]
