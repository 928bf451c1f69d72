import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../target/accounts.ts'
import type { PortalAnswer } from '../../target/portal/portal-client.ts'
import { newPassword } from '../../target/trust/secrets.ts'
import { describeAnswer } from '../effects.ts'
import { inBackground } from '../in-background.ts'
import type { OperationKind } from '../operation-kinds.ts'
import { OPERATIONS, TOO_SHORT } from '../operations.ts'
import type { Context } from '../requirement.ts'

/** 50 % self-service resets, 25 % changes, 25 % administrator resets, 10 % of all refused. */
const MIX: readonly OperationKind[] = [
  'self-service reset',
  'change',
  'self-service reset',
  'administrator reset',
]
const REFUSED_EVERY = 10
const MS_PER_SECOND = 1_000

/** The `index`-th operation of the mix, and whether its password is to be refused. */
const mixAt = (index: number): { kind: OperationKind; refused: boolean } => ({
  kind: MIX[index % MIX.length] ?? 'change',
  refused: index % REFUSED_EVERY === REFUSED_EVERY - 1,
})

/** So many operations of the mix, from the first. */
export const mixOf = (operations: number) =>
  Array.from({ length: operations }, (_, index) => mixAt(index))

/** How many of them are changes. */
export const changesAmong = (operations: number) =>
  mixOf(operations).filter(({ kind }) => kind === 'change').length

/** How an operation of the mix should end. */
export const expectedOf = (refused: boolean) => (refused ? 'policy' : 'changed')

/** How one operation of the mix ended, and how it should have. */
export interface MixedAnswer {
  readonly kind: OperationKind
  readonly account: Account
  readonly password: string
  readonly expected: 'changed' | 'policy'
  readonly answer: PortalAnswer
  readonly tookMs: number
}

/** The `index`-th operation of the load that bandwidth is judged by. */
export async function performMixed(
  t: Context<'portal' | 'accounts', string>,
  index: number,
): Promise<MixedAnswer> {
  const { kind, refused } = mixAt(index)
  const account = t.accounts.take()
  const password = refused ? TOO_SHORT : newPassword()
  const since = performance.now()
  const answer = await OPERATIONS[kind](t, account, password)
  const tookMs = performance.now() - since
  return { kind, account, password, expected: expectedOf(refused), answer, tookMs }
}

/** Performs one of the mix; a finding where it does not end as it should. */
export const mixedFor =
  (t: Context<'portal' | 'accounts', 'not-as-asked'>) => async (index: number) => {
    const { kind, expected, answer } = await performMixed(t, index)
    t.expect(answer.code === expected, 'not-as-asked', {
      expected: `${kind}: ${expected}`,
      observed: describeAnswer(answer),
    })
  }

/** Operations a second, from the first of these times to the last; Infinity: of a single one. Not a number: one has no time. */
export function ratePerSecond(timesMs: readonly number[]): number {
  if (timesMs.length < 2) return Number.POSITIVE_INFINITY
  const spanMs = Math.max(...timesMs) - Math.min(...timesMs)
  return ((timesMs.length - 1) * MS_PER_SECOND) / spanMs
}

/** Begins `count` operations evenly, one each `periodMs`, and waits until the last period is over and all are done. */
export async function evenly(
  count: number,
  periodMs: number,
  perform: (index: number) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now()
  const running: Promise<void>[] = []
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, startedAt + index * periodMs - performance.now()))
    running.push(inBackground(perform(index)))
  }
  await Promise.all(running)
  await sleep(Math.max(0, startedAt + count * periodMs - performance.now()))
}
