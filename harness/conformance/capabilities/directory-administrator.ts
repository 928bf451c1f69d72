import type { Account } from '../../target/accounts.ts'
import {
  type PasswordSettings,
  passwordSettings,
  settingsAttributes,
} from '../../target/directory/password-settings.ts'
import { DOMAIN_DN } from '../../target/plan.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

const ENABLED = '512'

/** What the directory's administrator does to accounts, over LDAPS; names are the run's own. */
export function directoryAdministratorOf(
  stage: Stage,
  baseDn: string,
): Capabilities['directoryAdministrator'] {
  const { seed } = stage
  let made = 0
  const newName = (kind: string) => `${kind}-${made++}`

  const group = async (members: readonly string[]) => {
    const name = newName('group')
    const dn = `CN=${name},${baseDn}`
    await seed.add([
      {
        dn,
        attributes: { objectClass: ['top', 'group'], sAMAccountName: [name], member: members },
      },
    ])
    return dn
  }

  return {
    domainDn: DOMAIN_DN,
    enable: (account) => seed.modify(account.dn, { userAccountControl: [ENABLED] }),
    denyPasswordChange: (account) => seed.denyPasswordChange(account.dn),
    mark: (account) => seed.modify(account.dn, { adminCount: ['1'] }),
    group: (accounts) => group(accounts.map(({ dn }: Account) => dn)),
    groupOfGroups: (groups) => group(groups),
    addTo: (groupDn, memberDn) => seed.addMember(groupDn, memberDn),
    async policy(settings: PasswordSettings, appliesTo) {
      const entry = passwordSettings(newName('policy'), settings, appliesTo)
      await seed.add([entry])
      return {
        change: (changed) => seed.modify(entry.dn, settingsAttributes(changed)),
        remove: () => seed.remove(entry.dn),
      }
    },
  }
}
