import { AlreadyExistsError, ConstraintViolationError } from 'ldapts'
import { Unsupported } from '../../target/errors.ts'
import type { Stage } from '../../target/stage.ts'
import type { Capabilities } from './capabilities.ts'

const isTaken = (error: unknown) =>
  error instanceof AlreadyExistsError || error instanceof ConstraintViolationError

/** What the agent's administrator can do to the synchronisation, and the directory's to what it brings. */
export function synchronisationOf(
  stage: Stage,
  tenant: string,
  baseDn: string,
): Capabilities['synchronisation'] {
  let made = 0
  return {
    async full() {
      await stage.agent.synchronise(tenant, 'full')
    },
    async delta() {
      await stage.agent.synchronise(tenant, 'delta')
    },
    async editLinks({ user }, edit) {
      await stage.agent.editLinks(tenant, user, edit)
    },
    async createUnsynchronised() {
      const { account, entry } = stage.planAccount({ samAccountName: `late${made++}`, baseDn })
      await stage.seed.add([entry])
      return account
    },
    async rename(account, user) {
      const { domain } = stage.system.premises
      if (!user.endsWith(`@${domain}`)) throw new RangeError(`${user} is not of ${domain}`)
      await stage.seed.modify(account.dn, { userPrincipalName: [user] }).catch((error: unknown) => {
        // Newer directories keep a user principal name from meaning another's sAMAccountName.
        if (!isTaken(error)) throw error
        throw new Unsupported('directory', 'it lets no account take another’s earlier name')
      })
    },
  }
}
