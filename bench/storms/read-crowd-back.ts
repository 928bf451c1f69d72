import type { Stage } from '../../harness/target/stage.ts'
import type { System } from '../../harness/target/system.ts'
import type { HistoryAccount, HistoryOperation } from '../../reports/model/history.ts'
import { readAccountEndings } from '../drivers/final-binds.ts'
import type { ToldOperation } from '../measure/accounts.ts'
import { understood } from '../measure/outcomes.ts'
import { askOf, type AskName } from './asks.ts'
import type { Crowd } from './crowd.ts'

const BINDERS = 4
/** FILETIME: intervals of 100 ns since 1601. */
const INTERVALS_PER_MS = 10_000
const EPOCH_MS = 11_644_473_600_000

const timeOf = (fileTime: string | undefined): number | null =>
  fileTime === undefined || fileTime === '0' ? null : Number(fileTime) / INTERVALS_PER_MS - EPOCH_MS

/** Modify requests that the agent has sent to any directory; null: a tap that cannot read, or none. */
export function countWrites({ taps }: Pick<System, 'taps'>): number | null {
  const all = [...taps.controllers.values()]
  if (all.length === 0 || all.some(({ mode }) => mode !== 'inspecting')) return null
  return all.flatMap((tap) => tap.ldapRequests()).filter(({ operation }) => operation === 'modify')
    .length
}

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
    const entry = await stage.judge.read(baseDn, accounts[account]?.user ?? '', ['pwdLastSet'])
    read.push({ account, ending, bound, setAtMs: timeOf(entry?.['pwdLastSet']?.[0]) })
  }
  return read
}
