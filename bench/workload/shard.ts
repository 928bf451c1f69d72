import type { Assignment } from './assignment.ts'

/** One of several generators that run the same schedule together. */
export interface Shard {
  /** From 0, below `count`. */
  readonly index: number
  readonly count: number
}

/** Knuth's multiplicative hash: which accounts go together depends on nothing else that is dealt by number. */
const scattered = (account: number) => Math.imul(account + 1, 0x9e_37_79_b1) >>> 16

const ownerOf = (account: number, { count }: Pick<Shard, 'count'>) => scattered(account) % count

/** The operations of a schedule that are this shard's: all those of its accounts, in their order. */
export const operationsOf = (account: Uint32Array, shard: Shard): Uint32Array =>
  Uint32Array.from(account.keys()).filter(
    (operation) => ownerOf(account[operation] ?? 0, shard) === shard.index,
  )

/** A schedule whose operations have accounts; `intent`: what each asks for, where they differ. */
export interface Sharable extends Assignment {
  readonly dueMs: Float64Array
  readonly intent?: Uint16Array
  /** Operation → the one of the same account that it follows; -1: none. */
  readonly follows?: Int32Array
}

/**
 * This shard's slice of the same schedule. The slices of all shards are disjoint and together the
 * whole, and an account is in one of them only: its operations keep their order.
 */
export function sliceStorm<S extends Sharable>(storm: S, shard: Shard): S {
  const own = operationsOf(storm.account, shard)
  const { dueMs, account, generation, intent, follows } = storm
  const place = new Map(Array.from(own, (operation, index) => [operation, index]))
  return {
    ...storm,
    dueMs: Float64Array.from(own, (operation) => dueMs[operation] ?? Number.NaN),
    account: Uint32Array.from(own, (operation) => account[operation] ?? 0),
    generation: Uint32Array.from(own, (operation) => generation[operation] ?? 0),
    ...(intent !== undefined && {
      intent: Uint16Array.from(own, (operation) => intent[operation] ?? 0),
    }),
    ...(follows !== undefined && {
      follows: Int32Array.from(own, (operation) => place.get(follows[operation] ?? -1) ?? -1),
    }),
  }
}
