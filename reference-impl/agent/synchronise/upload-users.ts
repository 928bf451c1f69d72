import { randomUUID } from 'node:crypto'
import type { PortalClient } from '../portal-client.ts'
import type { ImportedAccount } from './import-accounts.ts'

/** Every user's mode until the engine knows of others: the password lives on premises only. */
const MODE = 'pass-through'

const cloudUser = (account: ImportedAccount) =>
  ({
    cloudAnchor: account.objectGuid.toString('base64'),
    userPrincipalName: account.userPrincipalName,
    displayName: account.displayName,
    enabled: account.enabled,
    mode: MODE,
  }) as const

export interface UploadOptions {
  readonly portal: Pick<PortalClient, 'upload'>
  readonly tenant: string
  /** The secret that the tenant's user list is uploaded with. */
  readonly secret: string
}

/** The user list, page by page; the portal takes it as a whole when the last page is there. */
export function startUpload({ portal, tenant, secret }: UploadOptions) {
  const runId = randomUUID()
  let page = 0
  let uploaded = 0

  const send = async (accounts: readonly ImportedAccount[], last: boolean) => {
    await portal.upload(tenant, secret, {
      runId,
      page: page++,
      last,
      users: accounts.map(cloudUser),
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
