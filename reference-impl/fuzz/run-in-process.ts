import { setImmediate } from 'node:timers/promises'
import { Finding, type FuzzEdge } from './edge.ts'
import { makeInput } from './mutators.ts'
import { createRandom } from './random.ts'

/** A stretch of inputs, each made from the seed and its number alone. */
export interface Stretch {
  readonly seed: number
  readonly from: number
  readonly inputs: number
  /** True: stop as soon as possible. */
  readonly isOver: () => boolean
  readonly onProgress: (done: number) => void
  /** Over sockets: at once. One shows a finding again without the others'. */
  readonly connections?: number
}

export interface Outcome {
  readonly inputs: number
  /** In process: taken as valid. Over sockets: answered, or the connection ended because of it. */
  readonly accepted: number
}

/** What was found, and all that is needed to see it again. */
export class Found extends Error {
  readonly from: number
  readonly inputs: readonly Buffer[]

  /** Where it was found, if over sockets. */
  readonly on: { readonly edge: string; readonly wire: string } | undefined

  constructor(
    problem: string,
    from: number,
    inputs: readonly Buffer[],
    on?: { readonly edge: string; readonly wire: string },
  ) {
    super(problem)
    this.from = from
    this.inputs = inputs
    this.on = on
  }
}

const SLOW_MS = 1_000
const BATCH = 2_048

/** The text of what a reader threw, with where. */
const textOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

async function feedOne(edge: FuzzEdge, at: number, input: Buffer): Promise<number> {
  const before = performance.now()
  try {
    const verdict = await edge.decode(input)
    const tookMs = performance.now() - before
    if (tookMs > SLOW_MS) throw new Finding(`one input took ${Math.round(tookMs)} ms`)
    return verdict === 'accepted' ? 1 : 0
  } catch (error) {
    throw new Found(textOf(error), at, [input])
  }
}

/** Inputs through the role's own readers, in this process. Rejects with Found. */
export async function runInProcess(edge: FuzzEdge, stretch: Stretch): Promise<Outcome> {
  const { seed, from, inputs, isOver, onProgress } = stretch
  let accepted = 0
  let done = 0
  while (done < inputs && !isOver()) {
    const end = Math.min(inputs, done + BATCH)
    for (; done < end; done++) {
      const at = from + done
      accepted += await feedOne(edge, at, makeInput(createRandom(seed, at), edge.corpus))
    }
    onProgress(done)
    await setImmediate()
  }
  return { inputs: done, accepted }
}
