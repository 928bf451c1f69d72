import { caughtUp } from './behind.ts'
import { Finding, type FuzzEdge, type Wire } from './edge.ts'
import { type Address, ANSWER_WITHIN_MS, exchange } from './exchange.ts'
import { makeInput } from './mutators.ts'
import { createRandom } from './random.ts'
import { Found, type Outcome, type Stretch } from './run-in-process.ts'

/** After so many inputs a well-formed request has to be answered, and within so long. */
const PROBE_EVERY = 2_000
const PROBE_WITHIN_MS = 2_000
/** A wire for which so many inputs in a row are none is made wrongly. */
const MOST_SKIPPED = 100_000

interface Group {
  readonly inputs: readonly Buffer[]
  /** The number of the input after the last that was looked at for it. */
  readonly next: number
}

/** Inputs for one connection: from number `from` on those that go this way. */
function groupAt(edge: FuzzEdge, wire: Wire, seed: number, from: number): Group {
  const corpus = wire.corpus ?? edge.corpus
  const inputs: Buffer[] = []
  let next = from
  let skipped = 0
  while (inputs.length < wire.groupSize && skipped < MOST_SKIPPED) {
    const input = makeInput(createRandom(seed, next), corpus)
    next++
    if (wire.takes(input)) inputs.push(input)
    else skipped++
  }
  return { inputs, next }
}

/** A role whose event loop stands still, or that no longer does what it is for, fails this. */
async function probe(address: Address, wire: Wire): Promise<void> {
  const { bytes } = await exchange(address, wire, [], PROBE_WITHIN_MS)
  if (!wire.isOver(bytes)) throw new Finding('a well-formed request is not answered any more')
  if (wire.behind !== undefined) await caughtUp(wire.behind, PROBE_WITHIN_MS)
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Inputs to a role that listens, many connections at once, until it answered `inputs`. Rejects with Found. */
export async function runOverSockets(
  edge: FuzzEdge,
  wire: Wire,
  address: Address,
  { seed, from, inputs, isOver, onProgress, connections = wire.connections }: Stretch,
): Promise<Outcome> {
  const { behind } = wire
  const state = { next: from, sent: 0, answered: 0, failed: false, probeAt: PROBE_EVERY }
  await probe(address, wire)
  /** Settled before the inputs, and probes since: neither is an answer to an input. */
  let notInputs = behind === undefined ? 0 : (await behind.counters()).settled

  const probeNow = async () => {
    if (behind !== undefined) notInputs++
    await probe(address, wire)
  }

  const serveGroup = async ({ inputs: group }: Group) => {
    const count = wire.judge(await exchange(address, wire, group), group)
    state.sent += group.length
    if (behind === undefined) state.answered += count
    else state.answered = (await caughtUp(behind, ANSWER_WITHIN_MS)) - notInputs
    if (state.answered < state.probeAt) return
    state.probeAt = state.answered + PROBE_EVERY
    await probeNow()
  }

  const isDone = () => state.answered >= inputs || state.failed || isOver()

  const serveMany = async () => {
    while (!isDone()) {
      const start = state.next
      const group = groupAt(edge, wire, seed, start)
      state.next = group.next
      try {
        await serveGroup(group)
      } catch (error) {
        state.failed = true
        throw new Found(textOf(error), start, group.inputs)
      }
      onProgress(state.answered)
    }
  }
  await Promise.all(Array.from({ length: connections }, serveMany))
  await probeNow()
  return { inputs: state.sent, accepted: state.answered }
}
