import { createRandom, shuffledIndices } from '../random.ts'
import { setsPassword, usesCode } from './intents.ts'
import { type RefusalName, REFUSALS } from './mix.ts'
import type { Planned } from './planned.ts'

/** Accounts in a state that refuses: where they begin among all, and how many. */
export interface Pool {
  readonly refusal: RefusalName
  readonly from: number
  readonly count: number
}

export interface Allotted {
  /** Operation → account; those from `nobodyFrom` on are names that nobody has. */
  readonly account: Uint32Array
  /** Operation → generation of the password that it sets; 0: it sets none of its own. */
  readonly generation: Uint32Array
  readonly pools: readonly Pool[]
  readonly nobodyFrom: number
  /** The shortest time between two uses of one account's one-time codes, milliseconds; Infinity: none. */
  readonly shortestCodeGapMs: number
}

/** Two codes of one account lie in different steps of 30 s, even when the earlier came a little late. */
export const CODE_GAP_MS = 35_000

/** First tries that fall within the life of a code: so many accounts need nobody to come twice in it. */
function mostWithin(dueMs: readonly number[], windowMs: number): number {
  let most = 0
  let from = 0
  for (const [to, due] of dueMs.entries()) {
    while ((dueMs[from] ?? due) <= due - windowMs) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

const stateOf = ({ intent: { refusal } }: Planned) =>
  refusal !== undefined && REFUSALS[refusal].accounts !== 'people' ? refusal : undefined

const isNobody = (refusal: RefusalName) => REFUSALS[refusal].accounts === 'nobody'

/** Pools behind the population, each large enough that nobody's turn comes twice in a code's life. */
function poolsOf(planned: readonly Planned[], specialFrom: number): Pool[] {
  const dueByRefusal = new Map<RefusalName, number[]>()
  for (const each of planned) {
    const refusal = stateOf(each)
    if (refusal === undefined) continue
    const due = dueByRefusal.get(refusal) ?? []
    dueByRefusal.set(refusal, due)
    due.push(each.dueMs)
  }
  const names = [...dueByRefusal.keys()].toSorted(
    (a, b) => Number(isNobody(a)) - Number(isNobody(b)),
  )
  let from = specialFrom
  return names.map((refusal) => {
    const pool = { refusal, from, count: mostWithin(dueByRefusal.get(refusal) ?? [], CODE_GAP_MS) }
    from += pool.count
    return pool
  })
}

function shortestGap(planned: readonly Planned[], account: Uint32Array): number {
  const last = new Map<number, number>()
  let shortest = Number.POSITIVE_INFINITY
  for (const [operation, { dueMs, intent }] of planned.entries()) {
    if (!usesCode(intent)) continue
    const whose = account[operation] ?? 0
    shortest = Math.min(shortest, dueMs - (last.get(whose) ?? Number.NEGATIVE_INFINITY))
    last.set(whose, dueMs)
  }
  return shortest
}

/**
 * Gives every person who comes an account: those who can be reset in a seeded order, round and round, so
 * that one account's turns lie as far apart as can be; the refused from their pools. Tries of one person
 * are for one account. `planned`: in the order of due times. `ordinary`: how many of the population, from
 * the first, can be reset; `specialFrom`: its size.
 */
export function allot(
  planned: readonly Planned[],
  { ordinary, specialFrom }: { readonly ordinary: number; readonly specialFrom: number },
  seed: number,
): Allotted {
  const order = shuffledIndices(createRandom(seed, 'accounts'), ordinary)
  const pools = poolsOf(planned, specialFrom)
  const poolOf = new Map(pools.map((pool) => [pool.refusal, pool]))
  const turns = new Map<RefusalName | undefined, number>()
  const ofPerson = new Map<number, number>()
  const newcomer = (refusal: RefusalName | undefined): number => {
    const turn = turns.get(refusal) ?? 0
    turns.set(refusal, turn + 1)
    const pool = refusal === undefined ? undefined : poolOf.get(refusal)
    return pool === undefined ? (order[turn % ordinary] ?? 0) : pool.from + (turn % pool.count)
  }
  const account = Uint32Array.from(planned, (each) => {
    const whose = ofPerson.get(each.person) ?? newcomer(stateOf(each))
    ofPerson.set(each.person, whose)
    return whose
  })
  const generations = new Map<number, number>()
  const generation = Uint32Array.from(planned, ({ intent }, operation) => {
    if (!setsPassword(intent)) return 0
    const whose = account[operation] ?? 0
    const next = (generations.get(whose) ?? 0) + 1
    generations.set(whose, next)
    return next
  })
  return {
    account,
    generation,
    pools,
    nobodyFrom: pools.find(({ refusal }) => isNobody(refusal))?.from ?? Number.POSITIVE_INFINITY,
    shortestCodeGapMs: shortestGap(planned, account),
  }
}
