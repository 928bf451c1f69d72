import { GENERATIONS } from '../../contract/generations.ts'
import { carriesWriteback } from '../../contract/licences.ts'
import { tenantSettingsSchema } from '../../contract/tenant-settings.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { judged, met, missed, type Prerequisite, type Probe, unknown } from './prerequisite.ts'

async function settingsOf({ stage, tenant }: Probe) {
  const token = await stage.administratorToken(tenant)
  const { status, code, body } = await stage.portal.settings({ token, tenant })
  if (status !== 200) throw new Error(`the portal does not tell the tenant's settings: ${code}`)
  return tenantSettingsSchema.parse(body)
}

const NOT_LICENSED = 'not-licensed'

/** What the cloud side must have; enabling comes first, as nothing else shows before it. */
export const IN_THE_CLOUD: readonly Prerequisite[] = [
  {
    id: 'cloud-administrator',
    asks: 'a global administrator who was created in the cloud enables writeback',
    source: 'EN, TS',
    remedy: 'enable with a global administrator that was created in the cloud, not synchronised',
    async look({ stage, tenant, administratorToken }) {
      const refused = await stage.agent
        .enable(tenant, await administratorToken())
        .then(() => undefined)
        .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      return refused === undefined ? met('enabling was answered') : missed(refused)
    },
  },
  {
    id: 'premium-licence',
    asks: 'the tenant has a licence that carries writeback',
    source: 'OV, TS',
    remedy: 'buy and assign Premium P1 or P2, or a bundle that holds one',
    async look(probe) {
      const { licences } = await settingsOf(probe)
      const found = licences.join(', ') || 'none'
      const carries = licences.some((licence) =>
        GENERATIONS.some((generation) => carriesWriteback(generation, licence) === true),
      )
      return judged(carries, `licences of the tenant: ${found}`)
    },
  },
  {
    id: 'licensed-people',
    asks: 'the test user, and the administrator who resets it, are licensed',
    source: 'TS',
    remedy: 'assign the licence to the test user and to an administrator',
    async look({ stage, tenant, account }) {
      const own = await stage.portal.startSession(account.user)
      if (own.code === NOT_LICENSED) return missed('the test user may not reset: not licensed')
      const token = await stage.administratorToken(tenant)
      const password = newPassword()
      const ask = { token, user: account.user, newPassword: password }
      const reset = await stage.portal.administratorReset(ask)
      if (reset.code === 'changed') account.password = password
      return judged(
        reset.code !== NOT_LICENSED,
        `the administrator's reset was answered ${reset.code}`,
      )
    },
  },
  {
    id: 'self-service',
    asks: 'self-service reset is configured and enabled',
    source: 'TS',
    remedy: 'switch self-service reset on for the user, and require at least one gate',
    async look(probe) {
      const { selfService, gates, selfServiceGroup } = await settingsOf(probe)
      if (!selfService) return missed('self-service reset is switched off for the tenant')
      if (gates === null) return missed('no reset policy is defined: nothing says how many gates')
      const { body, code } = await probe.stage.portal.startSession(probe.account.user)
      const who = selfServiceGroup === null ? 'everybody' : `the group ${selfServiceGroup}`
      return judged(
        code !== 'self-service-disabled' && code !== 'not-in-scope-group',
        `${gates} gate(s), for ${who}; the test user is ${Array.isArray(body['gates']) ? 'let in' : `told ${code}`}`,
      )
    },
  },
  {
    id: 'synchronised',
    asks: 'a full import and a full synchronisation of both sides were done',
    source: 'TS',
    remedy: 'run a full import and a full synchronisation on every connector, then try again',
    async look({ stage, account, importProblem }) {
      if (importProblem !== undefined) return missed(importProblem)
      const { code, body } = await stage.portal.startSession(account.user)
      if (Array.isArray(body['gates'])) return met('the portal knows the test user')
      return code === 'user-unknown' || code === 'user-not-found'
        ? missed('the portal does not know the test user')
        : unknown(`the portal answers ${code} for the test user`)
    },
  },
]
