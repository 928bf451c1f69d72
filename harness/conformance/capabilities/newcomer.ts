import type { TenantPlan } from '../../target/plan.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Requirement } from '../requirement.ts'
import type { Capabilities } from './capabilities.ts'
import type { Newcomer } from './handed-out.ts'
import { handOut } from './hand-out.ts'
import { settingsOf } from './tenant-settings.ts'

const NAME = 'newcomer'
const BASE_DN = `OU=Newcomer,${DOMAIN_DN}`
const ACCOUNTS = 30

/** The second tenant of the system for checks that enable and disable. */
export const NEWCOMER: TenantPlan = { tenant: NAME, baseDn: BASE_DN, relayTap: null }

/** The second tenant, where one of the checks needs it: making its accounts takes time. */
export async function openNewcomerFor(
  asked: readonly Pick<Requirement, 'needs'>[],
  stage: Stage,
): Promise<Opened> {
  return asked.some(({ needs }) => needs.includes('newcomer'))
    ? openNewcomer(stage)
    : { offers: {}, restore: async () => undefined }
}

interface Opened {
  readonly offers: Partial<Pick<Capabilities, 'newcomer'>>
  restore(): Promise<void>
}

/** Makes the second tenant's accounts; `restore` disables it again, whoever enabled it. */
async function openNewcomer(stage: Stage): Promise<Opened> {
  const plans = Array.from({ length: ACCOUNTS }, (_, index) => ({ samAccountName: `new${index}` }))
  const accounts = await stage.createAccounts(BASE_DN, plans)
  await stage.synchronise(NAME, accounts)
  const settings = settingsOf(stage, NAME)
  let touched = false

  const token: Newcomer['token'] = (claims = {}) => {
    touched = true
    return stage.tokenOf({
      sub: `root@${NAME}.example`,
      tenant: NAME,
      azp: 'azure-portal',
      roles: ['global-administrator'],
      source: 'cloud',
      ...claims,
    })
  }
  const capability: Newcomer = {
    name: NAME,
    take: handOut(accounts),
    token,
    change: settings.change,
    enable: async () => stage.agent.enable(NAME, await token()),
    disable: async () => void (await stage.agent.disable(NAME, await token())),
    async isEnabledAtAgent() {
      const { tenants } = await stage.agent.status()
      return tenants.some(({ tenant, enabled }) => tenant === NAME && enabled)
    },
  }
  return {
    offers: { newcomer: capability },
    async restore() {
      await settings.restore()
      if (!touched) return
      // Also when only the portal believes that it is enabled.
      await capability.disable()
      touched = false
    },
  }
}
