import type { Generation } from '../../../contract/generations.ts'
import { carriesWriteback, type Licence, LICENCE_NAMES } from '../../../contract/licences.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer, enter, resetAsPerson } from '../../effects.ts'
import { expectNone, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

type Checking = Context<
  'portal' | 'accounts' | 'people' | 'tenant' | 'directory' | 'portalLink',
  'unlicensed-accepted' | 'licensed-not-reset'
>

const REFUSAL = 'not-licensed'

function expectRefused(t: Checking, name: string, answer: Parameters<typeof describeAnswer>[0]) {
  t.saw('portal', `${name}: ${describeAnswer(answer)}`)
  t.expect(answer.code === REFUSAL, 'unlicensed-accepted', {
    expected: `${name}: ${REFUSAL}`,
    observed: describeAnswer(answer),
  })
}

/** A refusal before the first gate is a finding; the reset that would follow cannot be tried. */
async function isLetIn(t: Checking, name: string, user: string) {
  const answer = await t.portal.startSession(user)
  return t.expect(answer.code !== REFUSAL, 'licensed-not-reset', {
    expected: `${name}: not refused as ${REFUSAL}`,
    observed: describeAnswer(answer),
  })
}

async function judgeOnPremises(t: Checking, licence: Licence, carries: boolean) {
  const account = t.accounts.take()
  await t.tenant.assign(account.user, { licences: [licence] })
  if (carries) {
    if (!(await isLetIn(t, licence, account.user))) return
    const { answer, password } = await resetAsPerson(t, account)
    await expectWrittenBack(t, { account, password, answer, name: licence }, 'licensed-not-reset')
    return
  }
  const password = newPassword()
  const token = await t.portal.administratorToken()
  const carried = await messagesDuring(t, licence, async () => {
    expectRefused(t, `${licence}, own reset`, await t.portal.startSession(account.user))
    return t.portal.administratorReset({ token, user: account.user, newPassword: password })
  })
  const answer = carried.result
  const name = `${licence}, administrator’s reset`
  const asked = { account, password, answer, name }
  if (!(await expectNotWrittenBack(t, asked, 'unlicensed-accepted'))) return
  expectRefused(t, name, answer)
  expectNone(t, carried, 'unlicensed-accepted', licence)
}

async function judgeCloudOnly(t: Checking, licence: Licence) {
  const person = await t.people.cloudOnly()
  await t.tenant.assign(person.user, { licences: [licence] })
  if (!(await isLetIn(t, `cloud only, ${licence}`, person.user))) return
  const password = newPassword()
  const answer = await t.portal.setPassword(await enter(t, person), password)
  const signedIn = await t.portal.signIn(person.user, password)
  const seen = `${describeAnswer(answer)}; cloud sign-in ${signedIn.status}`
  t.saw('portal', `cloud only, ${licence}: ${seen}`)
  t.expect(answer.code === 'changed' && signedIn.status === 200, 'licensed-not-reset', {
    expected: `cloud only, ${licence}: changed; cloud sign-in 200`,
    observed: seen,
  })
}

/** Every licence that a generation speaks of, then none. */
async function judgeLicences(t: Checking, generation: Generation) {
  for (const licence of LICENCE_NAMES) {
    const carries = carriesWriteback(generation, licence)
    if (carries === undefined) continue
    await judgeOnPremises(t, licence, carries)
    if (!carries) await judgeCloudOnly(t, licence)
  }
  const without = await t.people.cloudOnly()
  await t.tenant.assign(without.user, { licences: [] })
  expectRefused(t, 'cloud only, none', await t.portal.startSession(without.user))
  await t.tenant.change({ licences: [] })
  const { user } = t.accounts.take()
  expectRefused(t, 'a tenant without any', await t.portal.startSession(user))
}

const declared = {
  id: 'PWB-LIFE-3',
  level: 'MUST',
  subject: 'portal',
  source: 'EN, TS',
  needs: ['portal', 'accounts', 'people', 'tenant', 'directory', 'portalLink'],
  timeMode: 'real',
  findings: {
    'unlicensed-accepted': 'a reset was offered or done without the licence that it needs',
    'licensed-not-reset': 'a reset was not done although its licence is there',
  },
} as const

export const licences = [
  requirement({
    ...declared,
    title:
      'licences: writeback needs P1, P2, EMS or SPE; cloud-only users need any; without one, the licence outcome and no message',
    check: (t) => judgeLicences(t, 'aad-connect-2017'),
  }),
]

/** As `entra-2025` reads it. */
export const licences2025 = requirement({
  ...declared,
  title:
    'licences: writeback needs P1, P2 or Business Premium; cloud-only users need any; without one, the licence outcome and no message',
  check: (t) => judgeLicences(t, 'entra-2025'),
})
