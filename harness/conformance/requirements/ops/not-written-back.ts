import type { Account } from '../../../target/accounts.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer } from '../../effects.ts'
import { expectNone, expectTwo, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

type Asking = Context<'portal' | 'directory' | 'portalLink' | 'accounts', string>
type Ask = (
  account: Account,
  client: string,
  password: string,
) => ReturnType<Asking['portal']['call']>

const changeOf =
  (t: Asking): Ask =>
  async (account, client, password) =>
    t.portal.change({
      token: await t.portal.userToken(account, client),
      currentPassword: account.password,
      newPassword: password,
    })

const resetOf =
  (t: Asking): Ask =>
  async ({ user }, client, password) =>
    t.portal.administratorReset({
      token: await t.portal.administratorToken(client),
      user,
      newPassword: password,
    })

interface Codes<F extends string> {
  readonly writtenBack: F
  readonly control: F
}

/** Each client: no message, and the on-premises password stays; the control client: two, and it is replaced. */
async function judgeClients<F extends string>(
  t: Context<'portal' | 'directory' | 'portalLink' | 'accounts', F>,
  ask: Ask,
  clients: readonly string[],
  control: string,
  codes: Codes<F>,
) {
  const perform = async (client: string) => {
    const account = t.accounts.take()
    const password = newPassword()
    const carried = await messagesDuring(t, client, () => ask(account, client, password))
    return { carried, asked: { account, password, answer: carried.result, name: client } }
  }
  for (const client of clients) {
    const { carried, asked } = await perform(client)
    if (await expectNotWrittenBack(t, asked, codes.writtenBack)) {
      expectNone(t, carried, codes.writtenBack, client)
    }
  }
  const { carried, asked } = await perform(control)
  expectTwo(t, carried, codes.control)
  await expectWrittenBack(t, asked, codes.control)
}

const findings = {
  'written-back': 'an operation that is not to be written back was sent or reached the directory',
  'control-not-written-back': 'the control, which is to be written back, was not',
} as const
const codes = { writtenBack: 'written-back', control: 'control-not-written-back' } as const

const common = {
  level: 'MUST',
  subject: 'portal',
  needs: ['portal', 'accounts', 'directory', 'portalLink'],
  timeMode: 'real',
} as const

export const notWrittenBack = [
  requirement({
    ...common,
    id: 'PWB-OPS-6',
    title: 'a user’s own reset by PowerShell v1, v2 or the Graph API is not written back',
    source: 'OV',
    findings,
    check: (t) =>
      judgeClients(
        t,
        changeOf(t),
        ['powershell-v1', 'powershell-v2', 'graph'],
        'access-panel',
        codes,
      ),
  }),
  requirement({
    ...common,
    id: 'PWB-OPS-7',
    title:
      'an administrator’s reset from the Office portal, PowerShell v1, v2 or the Graph API is not written back',
    source: 'OV',
    findings,
    check: (t) =>
      judgeClients(
        t,
        resetOf(t),
        ['office-portal', 'powershell-v1', 'powershell-v2', 'graph'],
        'azure-portal',
        codes,
      ),
  }),
]

/** As `entra-2025` reads it: the Graph API is written back (PWB-OPS-5 there). */
export const notWrittenBack2025 = requirement({
  ...common,
  id: 'PWB-OPS-7',
  title:
    'an administrator’s reset from the Office portal or PowerShell v1, v2 is not written back (the Graph API’s is)',
  source: 'NX',
  findings,
  check: (t) =>
    judgeClients(
      t,
      resetOf(t),
      ['office-portal', 'powershell-v1', 'powershell-v2'],
      'graph',
      codes,
    ),
})

/** What a caller can write into a request to look like another client. */
const CLAIMED = { origin: 'azure-portal', azp: 'azure-portal', clientApplication: 'azure-portal' }

export const origins = [
  requirement({
    ...common,
    id: 'PWB-OPS-11',
    title:
      'the origin follows from the token’s client, never from a field; an unknown one is not written back',
    source: 'WE',
    findings: {
      'unknown-origin-written-back': 'an operation of an unknown client was written back',
      'claimed-origin-believed': 'a field of the request made the portal write back',
      'control-not-written-back': 'the control, which is to be written back, was not',
    },
    async check(t) {
      await judgeClients(t, resetOf(t), ['no-such-client'], 'azure-portal', {
        writtenBack: 'unknown-origin-written-back',
        control: 'control-not-written-back',
      })
      const account = t.accounts.take()
      const password = newPassword()
      const token = await t.portal.administratorToken('powershell-v2')
      const carried = await messagesDuring(t, 'a client that claims to be another', () =>
        t.portal.call(
          'POST',
          `/users/${encodeURIComponent(account.user)}/password-resets`,
          { newPassword: password, ...CLAIMED },
          { authorization: `Bearer ${token}` },
        ),
      )
      const asked = { account, password, answer: carried.result, name: 'claimed origin' }
      await expectNotWrittenBack(t, asked, 'claimed-origin-believed')
    },
  }),
  requirement({
    ...common,
    level: 'SHOULD',
    id: 'PWB-OPS-12',
    title: 'an answer to an origin that is not written back says so',
    source: 'WE',
    findings: {
      'origin-not-said':
        'the answer does not say that the on-premises password stays, or says so to every client',
    },
    async check(t) {
      const code = 'origin-not-written-back'
      const silent = await changeOf(t)(t.accounts.take(), 'graph', newPassword())
      const control = await changeOf(t)(t.accounts.take(), 'access-panel', newPassword())
      t.saw('portal', `graph: ${describeAnswer(silent)}; access panel: ${describeAnswer(control)}`)
      const says = silent.code === code && silent.definite && silent.remedy !== ''
      t.expect(says && control.code !== code, 'origin-not-said', {
        expected: `${code}, definite, with a remedy; not so for the access panel`,
        observed: `graph: ${describeAnswer(silent)}; access panel: ${describeAnswer(control)}`,
      })
    },
  }),
]
