import type { FuzzEdge, Wire } from './edge.ts'
import { type Address, exchange } from './exchange.ts'
import { makeInput } from './mutators.ts'
import { createRandom } from './random.ts'
import { Found, type Outcome, type Stretch } from './run-in-process.ts'

const CONNECTIONS = 6
const MOST_LOOKED_AT = 2_048

interface Group {
  readonly inputs: readonly Buffer[]
  /** The number of the input after the last that was looked at for it. */
  readonly next: number
}

/**
 * Inputs for one connection, the last of them one that ends it. Of the others that would end it none is
 * sent: a connection for each would cost more than all that it finds.
 */
function groupAt(edge: FuzzEdge, wire: Wire, seed: number, from: number): Group {
  const inputs: Buffer[] = []
  let last: Buffer | undefined
  let next = from
  while (inputs.length < wire.groupSize - 1 && next - from < MOST_LOOKED_AT) {
    const input = makeInput(createRandom(seed, next), edge.corpus)
    next++
    if (wire.ends(input)) last = input
    else inputs.push(input)
  }
  return { inputs: last === undefined ? inputs : [...inputs, last], next }
}

/** Inputs to a role that listens, many connections at once; counts what it looked at. Rejects with Found. */
export async function runOverSockets(
  edge: FuzzEdge,
  wire: Wire,
  address: Address,
  { seed, from, inputs, isOver, onProgress }: Stretch,
): Promise<Outcome> {
  let next = from
  let done = 0
  let failed = false

  const serveOne = async () => {
    while (done < inputs && !failed && !isOver()) {
      const start = next
      const { inputs: group, next: after } = groupAt(edge, wire, seed, start)
      next = after
      try {
        done += wire.judge(await exchange(address, wire.write(group)), group)
      } catch (error) {
        failed = true
        throw new Found(error instanceof Error ? error.message : String(error), start, group)
      }
      onProgress(done)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, serveOne))
  return { inputs: done, accepted: done }
}
