import { randomUUID } from 'node:crypto'
import type { AgentConfig } from '../../../harness/contract/role-config.ts'
import type { PortalClient } from '../portal-client.ts'
import type { ImportedAccount } from './import-accounts.ts'

/** How the tenant's users sign in; a suffix of the user principal name may have a mode of its own. */
export type SignIn = AgentConfig['tenants'][number]['signIn']

const suffixOf = (userPrincipalName: string) =>
  userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase()

const cloudUser = (account: ImportedAccount, { mode, bySuffix }: SignIn) => ({
  cloudAnchor: account.objectGuid.toString('base64'),
  userPrincipalName: account.userPrincipalName,
  displayName: account.displayName,
  enabled: account.enabled,
  mode: bySuffix[suffixOf(account.userPrincipalName)] ?? mode,
})

export interface UploadOptions {
  readonly portal: Pick<PortalClient, 'upload'>
  readonly tenant: string
  readonly signIn: SignIn
  /** The secret that the tenant's user list is uploaded with. */
  readonly secret: string
}

/** The user list, page by page; the portal takes it as a whole when the last page is there. */
export function startUpload({ portal, tenant, signIn, secret }: UploadOptions) {
  const runId = randomUUID()
  let page = 0
  let uploaded = 0

  const send = async (accounts: readonly ImportedAccount[], last: boolean) => {
    await portal.upload(tenant, secret, {
      runId,
      page: page++,
      last,
      users: accounts.map((account) => cloudUser(account, signIn)),
    })
    uploaded += accounts.length
  }

  return {
    page: (accounts: readonly ImportedAccount[]) => send(accounts, false),
    /** Ends the list; resolves with how many users it has. */
    async finish(): Promise<number> {
      await send([], true)
      return uploaded
    },
  }
}
