import { createRandom, shuffledIndices } from './random.ts'

/** Whose password each operation sets, and to which of that account's passwords. */
export interface Assignment {
  /** Operation → index of its account. */
  readonly account: Uint32Array
  /** Operation → generation of the password that it sets; 0 is the one the account began with. */
  readonly generation: Uint32Array
}

/**
 * Goes round all accounts in a seeded random order, so that one account's turns lie as far apart as
 * can be: a one-time code is good once, and a person has one reset in progress. Have at least as many
 * accounts as operations within the life of a one-time code (30 s) for self-service.
 */
export function assignAccounts(operations: number, accounts: number, seed: number): Assignment {
  if (accounts < 1) throw new RangeError(`accounts: found ${accounts}, needs at least 1`)
  const order = shuffledIndices(createRandom(seed, 'accounts'), accounts)
  return {
    account: Uint32Array.from({ length: operations }, (_, index) => order[index % accounts] ?? 0),
    generation: Uint32Array.from(
      { length: operations },
      (_, index) => Math.floor(index / accounts) + 1,
    ),
  }
}
