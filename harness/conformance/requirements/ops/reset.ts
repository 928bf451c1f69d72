import { describeAnswer, expectPasswordIs, resetAsPerson } from '../../effects.ts'
import { newPassword } from '../../../target/trust/secrets.ts'
import { type Context, requirement } from '../../requirement.ts'

const findings = {
  'not-acknowledged': 'the portal did not say that the password was changed',
  'new-password-refused': 'the directory does not accept the new password',
  'old-password-accepted': 'the directory still accepts the old password',
} as const

const codes = { newRefused: 'new-password-refused', oldAccepted: 'old-password-accepted' } as const

/** An administrator's reset from each of the clients is written back. */
async function judgeClients(
  t: Context<'portal' | 'accounts' | 'directory', keyof typeof findings>,
  clients: readonly string[],
) {
  for (const client of clients) {
    const account = t.accounts.take()
    const password = newPassword()
    const token = await t.portal.administratorToken(client)
    const answer = await t.portal.administratorReset({
      token,
      user: account.user,
      newPassword: password,
    })
    t.saw('portal', `${client}: ${describeAnswer(answer)}`)
    t.expect(answer.code === 'changed', 'not-acknowledged', {
      expected: `200 changed (${client})`,
      observed: describeAnswer(answer),
    })
    await expectPasswordIs(t, account, password, codes)
  }
}

/** As `entra-2025` reads it. */
export const reset2025 = requirement({
  id: 'PWB-OPS-5',
  level: 'MUST',
  subject: 'system',
  title: 'an administrator’s reset from the Azure portal and by the Graph API is written back',
  source: 'NX',
  needs: ['portal', 'accounts', 'directory'],
  timeMode: 'real',
  findings,
  check: (t) => judgeClients(t, ['azure-portal', 'graph']),
})

export const reset = [
  requirement({
    id: 'PWB-OPS-3',
    level: 'MUST',
    subject: 'system',
    title: 'a self-service reset from the password reset portal is written back',
    source: 'OV, EN',
    needs: ['portal', 'accounts', 'directory'],
    timeMode: 'real',
    findings,
    async check(t) {
      const account = t.accounts.take()
      const { answer, password } = await resetAsPerson(t, account)
      t.expect(answer.code === 'changed', 'not-acknowledged', {
        expected: '200 changed',
        observed: describeAnswer(answer),
      })
      await expectPasswordIs(t, account, password, codes)
    },
  }),
  requirement({
    id: 'PWB-OPS-5',
    level: 'MUST',
    subject: 'system',
    title: 'an administrator’s reset from the Azure portal and the classic portal is written back',
    source: 'OV, EN',
    needs: ['portal', 'accounts', 'directory'],
    timeMode: 'real',
    findings,
    check: (t) => judgeClients(t, ['azure-portal', 'azure-classic-portal']),
  }),
]
