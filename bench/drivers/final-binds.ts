import {
  type Ending,
  type FinalBinds,
  generationsToTry,
  judgeAccount,
  tallyEndings,
  type ToldOperation,
} from '../measure/accounts.ts'

/** Whether this password of this account binds now; rejects when the directory does not say. */
export type TryBind = (account: number, generation: number) => Promise<boolean>

export interface AccountEnding {
  readonly account: number
  readonly ending: Ending
  /** The generation of the password that binds; null: none that was asked for. */
  readonly bound: number | null
}

async function endingOf(
  account: number,
  told: readonly ToldOperation[],
  tryBind: TryBind,
): Promise<AccountEnding> {
  for (const generation of generationsToTry(told)) {
    if (await tryBind(account, generation)) {
      return { account, ending: judgeAccount(told, generation), bound: generation }
    }
  }
  return { account, ending: judgeAccount(told, null), bound: null }
}

/** How every account that was touched ended, `parallel` binds at a time. */
export async function readAccountEndings(
  touched: ReadonlyMap<number, readonly ToldOperation[]>,
  tryBind: TryBind,
  parallel: number,
): Promise<AccountEnding[]> {
  const queue = touched.entries()
  const endings: AccountEnding[] = []
  const work = async () => {
    for (const [account, told] of queue) endings.push(await endingOf(account, told, tryBind))
  }
  await Promise.all(Array.from({ length: parallel }, work))
  return endings
}

/**
 * Reads back every account that was touched (PWB-LOAD-2): the tally, and each account that did not end
 * as acknowledged. `parallel` binds at a time.
 */
export async function readAccountsBack(
  touched: ReadonlyMap<number, readonly ToldOperation[]>,
  tryBind: TryBind,
  parallel: number,
): Promise<{ tally: FinalBinds; exceptions: AccountEnding[] }> {
  const endings = await readAccountEndings(touched, tryBind, parallel)
  return {
    tally: tallyEndings(endings.map(({ ending }) => ending)),
    exceptions: endings.filter(({ ending }) => ending !== 'asAcknowledged'),
  }
}
