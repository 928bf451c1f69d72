import type { Account } from '../../harness/target/accounts.ts'
import type { Stage } from '../../harness/target/stage.ts'
import { askOf, type AskName } from './asks.ts'

/** The people of one storm: each asks for one thing, once. */
export interface Crowd {
  readonly baseDn: string
  readonly accounts: readonly Account[]
  readonly asks: readonly AskName[]
}

const askAt = (mix: readonly AskName[], index: number): AskName =>
  mix[index % mix.length] ?? 'administrator reset'

/** Makes the people in the directory, lets the tenant know them, and prepares each for what is asked. */
export async function gatherCrowd(
  stage: Stage,
  of: { readonly tenant: string; readonly parentDn: string; readonly name: string },
  count: number,
  mix: readonly AskName[],
): Promise<Crowd> {
  const baseDn = `OU=${of.name},${of.parentDn}`
  const accounts = await stage.createAccounts(
    baseDn,
    Array.from({ length: count }, (_, index) => ({ samAccountName: `${of.name}-${index}` })),
  )
  await stage.synchronise(of.tenant, accounts)
  const asks = accounts.map((_, index) => askAt(mix, index))
  for (const [index, account] of accounts.entries()) {
    await askOf(asks[index] ?? 'change').prepare?.(stage, account)
  }
  return { baseDn, accounts, asks }
}

/** Everybody can bind again who can at all. */
export async function dismissCrowd(stage: Stage, { accounts, asks }: Crowd) {
  for (const [index, name] of asks.entries()) {
    const account = accounts[index]
    if (account !== undefined) await askOf(name).restore?.(stage, account)
  }
}

/** What each account is asked with: the ask's own password where it has one. */
export const passwordAsked = (name: AskName, fresh: string): string => askOf(name).password ?? fresh
