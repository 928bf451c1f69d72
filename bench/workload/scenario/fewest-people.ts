import type { CompiledStorm } from './compile.ts'

/** A storm, and how many people it is of. */
export interface Peopled {
  readonly storm: CompiledStorm
  readonly people: number
}

/**
 * The same storm, or slice of one, of no more people than it asks for: those, in their order, and behind them the names
 * that nobody has. For where making a person costs somebody something. Pure; throws RangeError for a storm that needs
 * accounts in a state that refuses.
 */
export function fewestPeople({ storm, people }: Peopled): Peopled {
  const { account, nobodyFrom, pools } = storm
  if (pools.some(({ from }) => from < nobodyFrom)) {
    throw new RangeError('the storm needs accounts in a state that refuses')
  }
  const own = [...new Set(account)].filter((each) => each < people).toSorted((a, b) => a - b)
  const place = new Map(own.map((each, index) => [each, index]))
  const moved = own.length - people
  return {
    people: own.length,
    storm: {
      ...storm,
      account: account.map((each) => place.get(each) ?? each + moved),
      nobodyFrom: nobodyFrom + moved,
      pools: pools.map((pool) => ({ ...pool, from: pool.from + moved })),
    },
  }
}
