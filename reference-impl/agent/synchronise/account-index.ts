import type { ImportedAccount } from './import-accounts.ts'

/** What finding an account by its cloud anchor leads to. */
export interface IndexedAccount {
  readonly objectGuid: Buffer
  readonly userPrincipalName: string
}

/**
 * From cloud anchor to directory object, as of the last full import (PWB-LOOK-1): the first stage of
 * what connector spaces and the metaverse will be. The anchor is the objectGUID.
 */
export function createAccountIndex() {
  const byAnchor = new Map<string, string>()
  return {
    add({ objectGuid, userPrincipalName }: ImportedAccount): void {
      byAnchor.set(objectGuid.toString('latin1'), userPrincipalName)
    },
    find(cloudAnchor: Buffer): IndexedAccount | undefined {
      const userPrincipalName = byAnchor.get(cloudAnchor.toString('latin1'))
      if (userPrincipalName === undefined) return undefined
      return { objectGuid: cloudAnchor, userPrincipalName }
    },
    size: () => byAnchor.size,
  }
}
export type AccountIndex = ReturnType<typeof createAccountIndex>
