import { chosen, type DirectionChoice } from '../direction.ts'
import { delayOf, jitterOf, type Pacer, rateOf, type Shaper } from './shape.ts'

/** What makes a link slow, in each direction; what is not named is left as it is. */
export interface Slowness {
  /** Headers of IP and TCP included, as PWB-BW-4 counts. */
  readonly bitsPerSecond?: number
  /** One way: half of what a round trip takes longer. */
  readonly delayMs?: number
  /** A further delay of 0 to this, drawn for each chunk. */
  readonly jitterMs?: number
  /** In [0, 1). Default: the machine's. */
  readonly random?: () => number
}

/** Queue first, then distance: the order in which a link has them. */
const pacersOf = ({
  bitsPerSecond,
  delayMs,
  jitterMs,
  random = Math.random,
}: Slowness): Pacer[] => [
  ...(bitsPerSecond === undefined ? [] : [rateOf(bitsPerSecond)]),
  ...(delayMs === undefined ? [] : [delayOf(delayMs)]),
  ...(jitterMs === undefined ? [] : [jitterOf(jitterMs, random)]),
]

/** Slows a link's directions down, each with pacers of its own; returns the undoing. */
export function slowDown(shaper: Shaper, slowness: Slowness, choice: DirectionChoice): () => void {
  const undo = chosen(choice).flatMap((direction) =>
    pacersOf(slowness).map((pacer) => shaper.addPacer(direction, pacer)),
  )
  return () => {
    for (const each of undo) each()
  }
}
