import type { Stage } from '../../harness/target/stage.ts'
import type { HistoryAccount, HistoryOperation } from '../../reports/model/history.ts'
import { readAccountEndings } from '../drivers/final-binds.ts'
import {
  type DirectoryWrites,
  NAMING,
  namesOf,
  timeOfFileTime,
} from '../measure/directory-writes.ts'
import type { ToldOperation } from '../measure/accounts.ts'
import { understood } from '../measure/outcomes.ts'
import { askOf, type AskName } from './asks.ts'
import type { Crowd } from './crowd.ts'

const BINDERS = 4
const ATTRIBUTES = ['pwdLastSet', ...NAMING]

const toldOfOperation = (operation: HistoryOperation): ToldOperation => ({
  generation: operation.generation,
  outcome: understood(operation.outcome),
  dispatchedMs: operation.sentMs ?? 0,
  doneMs: operation.answeredMs ?? 0,
})

const bindsAfterwards = (name: AskName | undefined) => name !== undefined && askOf(name).binds

/** Every account that was touched and can bind: which password it has, and when that was set. */
export async function readCrowdBack(
  stage: Stage,
  { accounts, asks, baseDn }: Crowd,
  operations: readonly HistoryOperation[],
  passwords: readonly string[],
  writes: DirectoryWrites | null,
): Promise<HistoryAccount[]> {
  const touched = new Map(
    operations
      .filter(({ account, sentMs }) => sentMs !== null && bindsAfterwards(asks[account]))
      .map((operation) => [operation.account, [toldOfOperation(operation)]]),
  )
  const binds = async (account: number, generation: number) => {
    const person = accounts[account]
    if (person === undefined) return false
    const password = generation === 0 ? person.password : (passwords[account] ?? '')
    return (await stage.judge.bind(person.user, password)).accepted
  }
  const endings = await readAccountEndings(touched, binds, BINDERS)
  const read: HistoryAccount[] = []
  for (const { account, ending, bound } of endings) {
    const entry = await stage.judge.read(baseDn, accounts[account]?.user ?? '', ATTRIBUTES)
    const names = namesOf(entry)
    read.push({
      account,
      ending,
      bound,
      setAtMs: timeOfFileTime(entry?.['pwdLastSet']?.[0]),
      writes: names === undefined ? null : (writes?.of(names) ?? null),
    })
  }
  return read
}
