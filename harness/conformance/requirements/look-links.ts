import { LINK_EDITS, type LinkEdit } from '../../contract/agent-administration.ts'
import type { Account } from '../../target/accounts.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer, describeBind } from '../effects.ts'
import { OPERATIONS } from '../operations.ts'
import { type Context, requirement } from '../requirement.ts'

const NEEDS = ['portal', 'accounts', 'directory', 'synchronisation'] as const
type Looking = Context<(typeof NEEDS)[number], string>

const RULE_EDITS: readonly LinkEdit[] = ['rename-join-rule', 'join-rule-on-cloud-link-only']
const MISSING_EDITS = LINK_EDITS.filter((edit) => !RULE_EDITS.includes(edit))
/** The portal may know by itself that there is no such user. */
const NOT_FOUND: readonly string[] = ['user-not-found', 'user-unknown']

async function reset(t: Looking, account: Account) {
  const password = newPassword()
  const answer = await OPERATIONS['administrator reset'](t, account, password)
  return { password, answer, bound: await t.directory.bind(account, password) }
}

/** With each edit: "user not found", nothing written; after a full synchronisation it is written again. */
async function judgeEdits<F extends string>(
  t: Looking & Context<'portal', F>,
  edits: readonly LinkEdit[],
  codes: { readonly written: F; readonly toldOtherwise: F; readonly controlFailed: F },
) {
  for (const edit of edits) {
    const account = t.accounts.take()
    await t.synchronisation.editLinks(account, edit)
    const broken = await reset(t, account)
    t.saw('bind', `${edit}: ${describeAnswer(broken.answer)}, ${describeBind(broken.bound)}`)
    t.expect(!broken.bound.accepted, codes.written, {
      expected: `${edit}: nothing written`,
      observed: describeBind(broken.bound),
    })
    t.expect(NOT_FOUND.includes(broken.answer.code), codes.toldOtherwise, {
      expected: `${edit}: user-not-found`,
      observed: describeAnswer(broken.answer),
    })
    await t.synchronisation.full()
    const mended = await reset(t, account)
    t.saw(
      'bind',
      `synchronised anew: ${describeAnswer(mended.answer)}, ${describeBind(mended.bound)}`,
    )
    t.expect(mended.bound.accepted, codes.controlFailed, {
      expected: 'written after a full synchronisation',
      observed: `${describeAnswer(mended.answer)}, ${describeBind(mended.bound)}`,
    })
  }
}

/** LOOK in one forest: the way through the links. */
export const lookLinks = [
  requirement({
    id: 'PWB-LOOK-1',
    level: 'MUST',
    subject: 'agent',
    title: 'the account is found by its cloud anchor, whoever shares its name',
    source: 'OV',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'wrong-account-written': 'the account that was asked for was not written, or another one was',
    },
    async check(t) {
      // All of these accounts have one display name.
      const [namesake, account] = [t.accounts.take(), t.accounts.take()]
      const { answer, bound } = await reset(t, account)
      const other = await t.directory.bind(namesake, namesake.password)
      t.saw('bind', `asked for: ${describeAnswer(answer)}, ${describeBind(bound)}`)
      t.saw('bind', `of the same name: ${describeBind(other)}`)
      t.expect(bound.accepted && other.accepted, 'wrong-account-written', {
        expected: 'the account is written and its namesake is not',
        observed: `account: ${describeBind(bound)}, namesake: ${describeBind(other)}`,
      })
    },
  }),
  requirement({
    id: 'PWB-LOOK-2',
    level: 'MUST',
    subject: 'agent',
    title: 'a missing directory object, metaverse link or cloud link: user not found',
    source: 'OV, TS',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'unlinked-written': 'an account was written although a link to it is missing',
      'not-told-as-not-found': 'the person was not told that the user was not found',
      'relinked-not-written': 'the control, the account synchronised anew, was not written',
    },
    check: (t) =>
      judgeEdits(t, MISSING_EDITS, {
        written: 'unlinked-written',
        toldOtherwise: 'not-told-as-not-found',
        controlFailed: 'relinked-not-written',
      }),
  }),
  requirement({
    id: 'PWB-LOOK-3',
    level: 'MUST',
    subject: 'agent',
    title: 'the link to the directory must carry the join rule of enabled accounts',
    source: 'OV, TS',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'unruled-written': 'an account was written although its link carries another rule',
      'not-told-as-not-found': 'the person was not told that the user was not found',
      'ruled-not-written': 'the control, the account synchronised anew, was not written',
    },
    check: (t) =>
      judgeEdits(t, RULE_EDITS, {
        written: 'unruled-written',
        toldOtherwise: 'not-told-as-not-found',
        controlFailed: 'ruled-not-written',
      }),
  }),
  requirement({
    id: 'PWB-LOOK-9',
    level: 'MUST',
    subject: 'agent',
    title: 'an account renamed since the last synchronisation: found or not found, never another',
    source: 'WE',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'another-account-written': 'the account that has the old name now was written',
      'renamed-told-otherwise': 'the answer and the renamed account do not agree',
      'resynchronised-not-written': 'the control, a reset after a synchronisation, was not written',
    },
    async check(t) {
      const [renamed, heir] = [t.accounts.take(), t.accounts.take()]
      const oldName = renamed.user
      const now = { ...renamed, user: oldName.replace('@', '.renamed@') }
      await t.synchronisation.rename(renamed, now.user)
      const inherited = { ...heir, user: oldName }
      await t.synchronisation.rename(heir, oldName)
      const password = newPassword()
      const answer = await OPERATIONS['administrator reset'](t, renamed, password)
      const byOld = await t.directory.bind(inherited, password)
      const byNew = await t.directory.bind(now, password)
      t.saw('portal', `asked for by the old name: ${describeAnswer(answer)}`)
      t.saw(
        'bind',
        `renamed account: ${describeBind(byNew)}; heir of its name: ${describeBind(byOld)}`,
      )
      t.expect(!byOld.accepted, 'another-account-written', {
        expected: 'the heir of the name keeps its password',
        observed: describeBind(byOld),
      })
      const agrees = answer.code === 'changed' ? byNew.accepted : NOT_FOUND.includes(answer.code)
      t.expect(agrees, 'renamed-told-otherwise', {
        expected: '"changed" and written, or not found',
        observed: `${describeAnswer(answer)}, ${describeBind(byNew)}`,
      })
      await t.synchronisation.delta()
      const again = await reset(t, now)
      t.saw('bind', `after a synchronisation, by the new name: ${describeBind(again.bound)}`)
      t.expect(again.bound.accepted, 'resynchronised-not-written', {
        expected: 'bind accepted',
        observed: `${describeAnswer(again.answer)}, ${describeBind(again.bound)}`,
      })
    },
  }),
  requirement({
    id: 'PWB-LOOK-10',
    level: 'MUST',
    subject: 'agent',
    title: 'an account not yet synchronised: user not found',
    source: 'TS',
    needs: NEEDS,
    timeMode: 'real',
    findings: {
      'not-refused-as-not-found':
        'an account that was not synchronised was written, or not told as not found',
      'synchronised-not-written': 'the control, the account synchronised since, was not written',
    },
    async check(t) {
      const account = await t.synchronisation.createUnsynchronised()
      const early = await reset(t, account)
      t.saw('bind', `before: ${describeAnswer(early.answer)}, ${describeBind(early.bound)}`)
      const refused = NOT_FOUND.includes(early.answer.code) && !early.bound.accepted
      t.expect(refused, 'not-refused-as-not-found', {
        expected: 'user not found, nothing written',
        observed: `${describeAnswer(early.answer)}, ${describeBind(early.bound)}`,
      })
      await t.synchronisation.delta()
      const late = await reset(t, account)
      t.saw('bind', `after a delta: ${describeAnswer(late.answer)}, ${describeBind(late.bound)}`)
      t.expect(late.bound.accepted, 'synchronised-not-written', {
        expected: 'bind accepted',
        observed: `${describeAnswer(late.answer)}, ${describeBind(late.bound)}`,
      })
    },
  }),
]
