import type { TenantSettings } from '../../contract/tenant-settings.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'
import { requireDone } from './require-done.ts'

/** Changes a tenant's settings; `restore` puts back what the tenant had before the first change. */
export function settingsOf(stage: Stage, tenant: string) {
  const { portal } = stage
  let before: Readonly<Record<string, unknown>> | undefined
  return {
    async change(changes: Partial<TenantSettings>) {
      const token = await stage.administratorToken(tenant)
      if (before === undefined) {
        const answer = await portal.settings({ token, tenant })
        requireDone(answer, 'does not tell its settings')
        before = answer.body
      }
      requireDone(
        await portal.changeSettings({ token, tenant, changes }),
        'does not take the settings',
      )
    },
    async restore() {
      if (before === undefined) return
      const token = await stage.administratorToken(tenant)
      requireDone(
        await portal.changeSettings({ token, tenant, changes: before }),
        'does not take the settings back',
      )
      before = undefined
    },
  }
}

/** The tenant as its administrator rules it. */
export const tenantOf = (
  stage: Stage,
  tenant: string,
  change: Capabilities['tenant']['change'],
): Capabilities['tenant'] => ({
  name: tenant,
  change,
  async assign(user, assignment) {
    const token = await stage.administratorToken(tenant)
    const assignments = [{ user, ...assignment }]
    requireDone(await stage.portal.assign({ token, tenant, assignments }), 'assigns nothing')
  },
})
