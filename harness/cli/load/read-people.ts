import type { AccountEntry } from '../../../bench/measure/applied.ts'
import type { Ground } from './ground.ts'
import type { StormPeople } from './storm-people.ts'

/** So many times as many as are asked for: then each is read by itself, else everybody is, page by page. */
const MANY_MORE = 20

/** Account → its entry, read by the judge. Where everybody is read, that is also who was not asked for. */
export async function readPeople(
  judge: Pick<Ground['judge'], 'read' | 'readAll'>,
  { accounts, baseDn }: Pick<StormPeople, 'accounts' | 'baseDn'>,
  asked: readonly number[],
  attributes: readonly string[],
): Promise<ReadonlyMap<number, AccountEntry>> {
  const userOf = (account: number) => accounts[account]?.user ?? ''
  if (accounts.length < asked.length * MANY_MORE) {
    const all = await judge.readAll(baseDn, attributes)
    return new Map(accounts.map(({ user }, account) => [account, all.get(user.toLowerCase())]))
  }
  const found = new Map<number, AccountEntry>()
  for (const account of asked) {
    found.set(account, await judge.read(baseDn, userOf(account), attributes))
  }
  return found
}
