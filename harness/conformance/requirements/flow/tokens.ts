import type { Account } from '../../../target/accounts.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { describeAnswer } from '../../effects.ts'
import { expectNone, expectTwo, messagesDuring } from '../../messages-during.ts'
import { type Context, requirement } from '../../requirement.ts'
import { expectNotWrittenBack, expectWrittenBack } from '../../written-back.ts'

const TEN_MINUTES_MS = 600_000
const FIRST_REFUSING_STATUS = 400

type Codes = 'expired-token-accepted' | 'unprivileged-accepted'
type Checking = Context<
  'portal' | 'accounts' | 'directory' | 'portalLink',
  Codes | 'control-not-written-back'
>

const administrator = {
  sub: 'root@elsewhere.example',
  azp: 'azure-portal',
  source: 'cloud',
} as const
const anyone = { sub: 'anyone@elsewhere.example', azp: 'azure-portal' }

/** Tokens that allow no reset of somebody else's password, and what it means if one does. */
const ROWS: readonly {
  readonly name: string
  readonly code: Codes
  token(t: Checking): Promise<string>
}[] = [
  { name: 'no token', code: 'expired-token-accepted', token: async () => '' },
  {
    name: 'an expired token',
    code: 'expired-token-accepted',
    token: (t) =>
      t.portal.token({ ...administrator, roles: ['global-administrator'] }, TEN_MINUTES_MS),
  },
  {
    name: 'a token whose signature was cut',
    code: 'expired-token-accepted',
    token: async (t) => (await t.portal.administratorToken()).slice(0, -8),
  },
  {
    name: 'a user’s token',
    code: 'unprivileged-accepted',
    token: (t) => t.portal.token({ ...anyone, roles: ['user'] }),
  },
  {
    name: 'another tenant’s administrator',
    code: 'unprivileged-accepted',
    token: (t) =>
      t.portal.token({ ...administrator, roles: ['global-administrator'], tenant: 'elsewhere' }),
  },
]

async function resetWith(t: Checking, account: Account, token: string) {
  const password = newPassword()
  const answer = await t.portal.administratorReset({
    token,
    user: account.user,
    newPassword: password,
  })
  return { account, password, answer }
}

async function expectRefused(t: Checking, row: (typeof ROWS)[number]) {
  const { name, code } = row
  const token = await row.token(t)
  const account = t.accounts.take()
  const carried = await messagesDuring(t, name, () => resetWith(t, account, token))
  const { answer } = carried.result
  const kept = await expectNotWrittenBack(t, { ...carried.result, name }, code)
  if (!kept || !expectNone(t, carried, code, name)) return
  t.expect(answer.status >= FIRST_REFUSING_STATUS, code, {
    expected: `${name}: refused`,
    observed: describeAnswer(answer),
  })
}

export const tokens = [
  requirement({
    id: 'PWB-FLOW-8',
    level: 'MUST',
    subject: 'portal',
    title: 'a request without a valid, unexpired, sufficiently privileged token is refused',
    source: 'OV, WE',
    needs: ['portal', 'accounts', 'directory', 'portalLink'],
    timeMode: 'real',
    findings: {
      'expired-token-accepted':
        'a request without a token, or with one that is not valid, was done',
      'unprivileged-accepted': 'a request was done that the token’s owner has no right to',
      'control-not-written-back': 'a password administrator’s reset was not written back',
    },
    async check(t) {
      for (const row of ROWS) await expectRefused(t, row)
      const token = await t.portal.token({
        ...administrator,
        roles: ['password-administrator'],
      })
      const account = t.accounts.take()
      const carried = await messagesDuring(t, 'a password administrator', () =>
        resetWith(t, account, token),
      )
      expectTwo(t, carried, 'control-not-written-back')
      await expectWrittenBack(t, carried.result, 'control-not-written-back')
    },
  }),
]
