import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../target/accounts.ts'
import type { PortalAnswer } from '../../target/portal-client.ts'
import { newPassword } from '../../target/secrets.ts'
import { describeAnswer } from '../effects.ts'
import { inBackground } from '../in-background.ts'
import { type OperationKind, OPERATIONS, TOO_SHORT } from '../operations.ts'
import type { Context } from '../requirement.ts'

/** 50 % self-service resets, 25 % changes, 25 % administrator resets, 10 % of all refused. */
const MIX: readonly OperationKind[] = [
  'self-service reset',
  'change',
  'self-service reset',
  'administrator reset',
]
const REFUSED_EVERY = 10

/** How many of so many operations of the mix, from the first, are changes. */
export const changesAmong = (operations: number) =>
  Array.from({ length: operations }, (_, index) => MIX[index % MIX.length]).filter(
    (kind) => kind === 'change',
  ).length

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
  const kind = MIX[index % MIX.length] ?? 'change'
  const refused = index % REFUSED_EVERY === REFUSED_EVERY - 1
  const account = t.accounts.take()
  const password = refused ? TOO_SHORT : newPassword()
  const since = performance.now()
  const answer = await OPERATIONS[kind](t, account, password)
  const tookMs = performance.now() - since
  return { kind, account, password, expected: refused ? 'policy' : 'changed', answer, tookMs }
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

/** What came of operations that were begun evenly. Rates are per second; Infinity: of a single one. */
export interface Paced<T> {
  readonly done: readonly T[]
  /** From the first to the last that was begun, and that was done: waiting for the last answer is no part of it. */
  readonly begunPerSecond: number
  readonly donePerSecond: number
}

const perSecond = (timesMs: readonly number[]) => {
  const spanMs = Math.max(...timesMs) - Math.min(...timesMs)
  return spanMs > 0 ? ((timesMs.length - 1) * 1_000) / spanMs : Number.POSITIVE_INFINITY
}

/** Begins `count` operations evenly, one each `periodMs`, and waits until the last period is over and all are done. */
export async function evenly<T>(
  count: number,
  periodMs: number,
  perform: (index: number) => Promise<T>,
): Promise<Paced<T>> {
  const startedAt = performance.now()
  const begunAt: number[] = []
  const doneAt: number[] = []
  const timed = async (index: number) => {
    begunAt.push(performance.now())
    const done = await perform(index)
    doneAt.push(performance.now())
    return done
  }
  const running: Promise<T>[] = []
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, startedAt + index * periodMs - performance.now()))
    running.push(inBackground(timed(index)))
  }
  const done = await Promise.all(running)
  await sleep(Math.max(0, startedAt + count * periodMs - performance.now()))
  return { done, begunPerSecond: perSecond(begunAt), donePerSecond: perSecond(doneAt) }
}
