import type { TenantSettings } from '../../contract/tenant-settings.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'
import { requireDone } from './require-done.ts'

/** Changes a tenant's settings; `restore` puts back what the tenant had before the first change. */
export function settingsOf(stage: Stage, tenant: string) {
  const { portal } = stage
  let before: Readonly<Record<string, unknown>> | undefined
  const changed = new Set<string>()
  return {
    async change(changes: Partial<TenantSettings>) {
      const token = await stage.administratorToken(tenant)
      if (before === undefined) {
        const answer = await portal.settings({ token, tenant })
        requireDone(answer, 'does not tell its settings')
        before = answer.body
      }
      for (const name of Object.keys(changes)) changed.add(name)
      requireDone(
        await portal.changeSettings({ token, tenant, changes }),
        'does not take the settings',
      )
    },
    async restore() {
      if (before === undefined) return
      const token = await stage.administratorToken(tenant)
      // Only what was changed: a portal may tell more than it takes.
      const mine = Object.entries(before).filter(([name]) => changed.has(name))
      requireDone(
        await portal.changeSettings({ token, tenant, changes: Object.fromEntries(mine) }),
        'does not take the settings back',
      )
      before = undefined
      changed.clear()
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
