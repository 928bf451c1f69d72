/** Milliseconds between the dials of each round of back-off. */
export type Rounds = readonly (readonly number[])[]

/** What a busy machine makes of two waits that were meant to be the same. */
const SAME = { share: 0.02, ms: 25 } as const
/** Jitter over half of each wait makes so many alike by chance in 4 of 100 cases of 3 rounds, in 1 of 10,000 of 6. */
const MOSTLY = 2 / 3

/** Wait by wait, the least of all rounds: a busy machine only makes waits longer. */
export const leastOf = (rounds: Rounds) =>
  Array.from({ length: Math.min(...rounds.map(({ length }) => length)) }, (_, index) =>
    Math.min(...rounds.map((gaps) => gaps[index] ?? Number.POSITIVE_INFINITY)),
  )

const isSame = (wait: number, least: number) => wait - least < SAME.ms + SAME.share * wait

/** How many of the waits, from 0 to 1, are as long as the least of the same place in another round. */
export function shareAlike(rounds: Rounds): number {
  const least = leastOf(rounds)
  const alike = rounds.map((gaps) =>
    least.filter((shortest, index) => isSame(gaps[index] ?? 0, shortest)),
  )
  // The least of each place is like itself.
  const others = least.length * (rounds.length - 1)
  return others === 0 ? 0 : (alike.flat().length - least.length) / others
}

/**
 * Whether each round waits as long as the others do, but for some waits that a busy machine made longer. One wait a
 * round says nothing. Pure.
 */
export const areAlike = (rounds: Rounds) =>
  leastOf(rounds).length > 1 && shareAlike(rounds) >= MOSTLY
