import { describeAnswer } from '../../effects.ts'
import { type Context, requirement } from '../../requirement.ts'

const LESSER = ['password-administrator', 'user'] as const
const SWITCHES = ['writeback', 'unlockWithoutReset'] as const
/** No tenant asks for so many gates. */
const IMPOSSIBLE_GATES = 7

type Switch = (typeof SWITCHES)[number]

async function switchesOf(t: Context<'portal' | 'tenant', string>) {
  const token = await t.portal.administratorToken()
  const { body } = await t.portal.settings({ token, tenant: t.tenant.name })
  return { writeback: body['writeback'], unlockWithoutReset: body['unlockWithoutReset'] }
}

const inWords = (settings: Readonly<Record<Switch, unknown>>) =>
  SWITCHES.map((name) => `${name} ${String(settings[name])}`).join(', ')

export const settings = [
  requirement({
    id: 'PWB-LIFE-10',
    level: 'MUST',
    subject: 'portal',
    title:
      'only a global administrator changes the tenant’s switches, each by itself; what is not saved has no effect',
    source: 'EN',
    needs: ['portal', 'tenant'],
    timeMode: 'real',
    findings: {
      'lesser-administrator-switched': 'somebody else than a global administrator changed a switch',
      'switches-tied': 'changing one switch changed the other, or did not change it',
      'unsaved-change-applied': 'a change that the portal refused has an effect',
    },
    async check(t) {
      const tenant = t.tenant.name
      await t.tenant.change({ writeback: true, unlockWithoutReset: false })
      const before = inWords(await switchesOf(t))
      for (const role of LESSER) {
        const token = await t.portal.token({ sub: `${role}@x`, azp: 'azure-portal', roles: [role] })
        const changes = { unlockWithoutReset: true }
        const answer = await t.portal.changeSettings({ token, tenant, changes })
        const after = inWords(await switchesOf(t))
        t.saw('portal', `${role}: ${describeAnswer(answer)}; then ${after}`)
        t.expect(answer.status === 403 && after === before, 'lesser-administrator-switched', {
          expected: `${role}: 403, and ${before}`,
          observed: `${describeAnswer(answer)}; ${after}`,
        })
      }
      const token = await t.portal.administratorToken()
      const changes = { unlockWithoutReset: true, gates: IMPOSSIBLE_GATES }
      await t.tenant.change({ unlockWithoutReset: false })
      const refused = await t.portal.changeSettings({ token, tenant, changes })
      const kept = inWords(await switchesOf(t))
      t.saw('portal', `an impossible change: ${describeAnswer(refused)}; then ${kept}`)
      t.expect(refused.status === 400 && kept === before, 'unsaved-change-applied', {
        expected: `400, and ${before}`,
        observed: `${describeAnswer(refused)}; ${kept}`,
      })
      for (const name of SWITCHES) {
        for (const on of [true, false]) {
          const other = await switchesOf(t)
          await t.tenant.change({ [name]: on })
          const expected = inWords({ ...other, [name]: on })
          const observed = inWords(await switchesOf(t))
          t.expect(observed === expected, 'switches-tied', { expected, observed })
        }
      }
      t.saw('portal', 'each switch went on and off by itself')
    },
  }),
]
