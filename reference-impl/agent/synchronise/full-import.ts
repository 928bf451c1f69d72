import type { DirectoryPool } from '../directory/directory-pool.ts'
import { type AccountIndex, createAccountIndex } from './account-index.ts'
import { importAccounts, type ImportedAccount } from './import-accounts.ts'

export type PageHandler = (accounts: readonly ImportedAccount[]) => Promise<void>

/** Imports all accounts below `baseDn` and hands each page on before the next is asked for. */
export async function fullImport(
  pool: DirectoryPool,
  baseDn: string,
  onPage: PageHandler = async () => undefined,
): Promise<AccountIndex> {
  const index = createAccountIndex()
  for await (const accounts of importAccounts(pool, baseDn)) {
    for (const account of accounts) index.add(account)
    if (accounts.length > 0) await onPage(accounts)
  }
  return index
}
