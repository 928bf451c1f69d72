import { randomUUID } from 'node:crypto'
import type { AgentConfig } from '../../../harness/contract/role-config.ts'
import type { PortalClient } from '../portal-client.ts'
import type { ExportedUser } from './engine.ts'

/** How the tenant's users sign in; a suffix of the user principal name may have a mode of its own. */
export type SignIn = AgentConfig['tenants'][number]['signIn']

const suffixOf = (userPrincipalName: string) =>
  userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase()

const cloudUser = (account: ExportedUser, { mode, bySuffix }: SignIn) => ({
  cloudAnchor: account.cloudAnchor.toString('base64'),
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
  /** `delta`: the pages change the list that the portal has. */
  readonly kind: 'full' | 'delta'
}

/** The user list, page by page; the portal takes it as a whole when the last page is there. */
export function startUpload({ portal, tenant, signIn, secret, kind }: UploadOptions) {
  const runId = randomUUID()
  let page = 0
  let uploaded = 0

  const send = async (
    accounts: readonly ExportedUser[],
    removed: readonly Buffer[],
    last: boolean,
  ) => {
    await portal.upload(tenant, secret, {
      runId,
      page: page++,
      last,
      kind,
      removed: removed.map((anchor) => anchor.toString('base64')),
      users: accounts.map((account) => cloudUser(account, signIn)),
    })
    uploaded += accounts.length
  }

  return {
    page: (accounts: readonly ExportedUser[], removed: readonly Buffer[] = []) =>
      send(accounts, removed, false),
    /** Ends the list; resolves with how many users it has. */
    async finish(): Promise<number> {
      await send([], [], true)
      return uploaded
    },
  }
}
