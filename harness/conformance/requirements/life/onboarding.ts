import { createPublicKey } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TokenClaims } from '../../../contract/portal.ts'
import { newKeyPair } from '../../../target/trust/secrets.ts'
import { describeAnswer, resetAsPerson } from '../../effects.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectWrittenBack } from '../../written-back.ts'

const CONTROL = 'control-not-written-back'
const SETTLES_MS = 5_000
const POLL_MS = 50

type Onboarding = Context<'portal' | 'newcomer' | 'directory', string>

let pair: ReturnType<typeof newKeyPair> | undefined

/** The public half of a pair that no agent has, as onboarding takes it; a process makes one for all its runs. */
async function strangersPublicKey() {
  pair ??= newKeyPair()
  return createPublicKey(await pair)
    .export({ type: 'spki', format: 'der' })
    .toString('base64')
}

async function enableBy(
  t: Onboarding,
  {
    claims = {},
    product = 'conformance probe',
  }: { claims?: Partial<TokenClaims>; product?: string },
) {
  return t.portal.onboard(await t.newcomer.token(claims), {
    action: 'enable',
    tenant: t.newcomer.name,
    product,
    version: '1.0.0',
    publicKey: await strangersPublicKey(),
  })
}

async function expectWorks<F extends string>(
  t: Context<'portal' | 'newcomer' | 'directory', F>,
  name: string,
  code: F,
) {
  const account = t.newcomer.take()
  const deadline = performance.now() + SETTLES_MS
  let session = await t.portal.startSession(account.user)
  while (session.status !== 200 && performance.now() < deadline) {
    await sleep(POLL_MS)
    session = await t.portal.startSession(account.user)
  }
  const isUp = t.expect(session.status === 200, code, {
    expected: `${name}: up`,
    observed: describeAnswer(session),
  })
  if (!isUp) return false
  const { answer, password } = await resetAsPerson(t, account)
  return expectWrittenBack(t, { account, password, answer, name }, code)
}

/** The tenant is as it was: not enabled. */
async function isNothingCreated(t: Onboarding) {
  const session = await t.portal.startSession(t.newcomer.take().user)
  return { holds: session.code === 'writeback-disabled', words: describeAnswer(session) }
}

const REFUSED: readonly { readonly who: string; readonly claims: Partial<TokenClaims> }[] = [
  { who: 'no administrator', claims: { roles: ['user'] } },
  { who: 'a lesser administrator', claims: { roles: ['password-administrator'] } },
  { who: 'a synchronised global administrator', claims: { source: 'synchronised' } },
  { who: 'a federated global administrator', claims: { source: 'federated' } },
]

const RETIRED = ['DirSync', 'Azure AD Sync'] as const

export const onboarding = [
  requirement({
    id: 'PWB-LIFE-1',
    level: 'MUST',
    subject: 'system',
    title:
      'enabling needs a global administrator created in the cloud; a refused or aborted one leaves the earlier state',
    source: 'EN, OV',
    needs: ['portal', 'newcomer', 'directory', 'portalLink'],
    timeMode: 'real',
    findings: {
      'ineligible-enabled': 'somebody who may not enabled writeback, or something was created',
      'earlier-state-lost': 'after an enabling that was aborted, what worked before works no more',
      [CONTROL]: 'after an eligible administrator’s enabling a reset was not written back',
    },
    async check(t) {
      for (const { who, claims } of REFUSED) {
        const answer = await enableBy(t, { claims })
        const { holds, words } = await isNothingCreated(t)
        t.saw('portal', `${who}: ${describeAnswer(answer)}; then a session: ${words}`)
        const refused = answer.code === 'administrator-not-eligible' && holds
        const expected = `${who}: administrator-not-eligible, and nothing is enabled`
        const observed = `${describeAnswer(answer)}; ${words}`
        if (!t.expect(refused, 'ineligible-enabled', { expected, observed })) return
      }
      const { keyId } = await t.newcomer.enable()
      t.saw('agent', `enabled with key ${keyId}`)
      await expectWorks(t, 'enabled', CONTROL)
      const accept = t.portalLink.refuse()
      const aborted = await t.newcomer.enable().then(
        () => 'enabled',
        (error: unknown) => String(error),
      )
      accept()
      t.saw('agent', `enabling with the relay out of the portal’s reach: ${aborted}`)
      if (aborted === 'enabled') throw new Error('enabling went through a link that is cut')
      await expectWorks(t, 'after an aborted enabling', 'earlier-state-lost')
    },
  }),
  requirement({
    id: 'PWB-LIFE-6',
    level: 'MUST',
    subject: 'portal',
    title: 'retired synchronisation tools are refused at enabling',
    source: 'EN',
    needs: ['portal', 'newcomer', 'directory'],
    timeMode: 'real',
    findings: {
      'retired-tool-enabled': 'a retired tool enabled writeback, or is not told that it is retired',
      [CONTROL]: 'after a supported agent’s enabling a reset was not written back',
    },
    async check(t) {
      for (const product of RETIRED) {
        const answer = await enableBy(t, { product })
        const { holds, words } = await isNothingCreated(t)
        t.saw('portal', `${product}: ${describeAnswer(answer)}; then a session: ${words}`)
        t.expect(answer.code === 'tool-retired' && holds, 'retired-tool-enabled', {
          expected: `${product}: tool-retired, and nothing is enabled`,
          observed: `${describeAnswer(answer)}; ${words}`,
        })
      }
      await t.newcomer.enable()
      await expectWorks(t, 'a supported agent', CONTROL)
    },
  }),
  requirement({
    id: 'PWB-LIFE-7',
    level: 'MUST',
    subject: 'system',
    title: 'disable, then enable, repairs a key mismatch',
    source: 'TS',
    needs: ['portal', 'newcomer', 'directory'],
    timeMode: 'real',
    findings: {
      'not-repaired': 'after disable and enable a reset is still not written back',
      [CONTROL]: 'before the mismatch a reset was not written back',
    },
    async check(t) {
      await t.newcomer.enable()
      if (!(await expectWorks(t, 'before', CONTROL))) return
      const answer = await enableBy(t, {})
      t.saw('portal', `keys made anew behind the agent’s back: ${answer.status}`)
      const { user } = t.newcomer.take()
      const session = await t.portal.startSession(user)
      t.saw('portal', `with keys that do not match: ${describeAnswer(session)}`)
      if (session.status === 200) throw new Error('the mismatch could not be provoked')
      await t.newcomer.disable()
      await t.newcomer.enable()
      await expectWorks(t, 'repaired', 'not-repaired')
    },
  }),
]
