import type { Slots } from '../../target/slots/slots.ts'
import { measureHops } from './hops.ts'
import type { Recording } from '../run/run-judging.ts'
import type { Run } from '../run/run.ts'

/** Few enough for seconds: means, for a page; `load --scenario hops` measures more of them. */
const SHAPE = { people: 20, warmUp: 60, operations: 100, heartbeats: 2 } as const

/**
 * Where the time of a reset goes, and how large its messages are, for the gate's page. Only of the reference
 * as it is: what deviates, and parts of others, need not answer each reset as the measurement has to.
 */
export async function noteHops(
  { run, record }: { readonly run: Run; readonly record: Recording },
  slots: Slots,
  faults: readonly string[],
  seed: number,
): Promise<void> {
  const isReference = Object.values(slots).every(({ fill }) => fill === 'reference')
  if (!isReference || faults.length > 0 || run.signal.aborted) return
  const { readBack } = await measureHops(
    { run, record },
    { shape: SHAPE, faults: { faults }, seed },
  )
  // It says nothing new of a system that keeps its word.
  if (!readBack.ok) record.value.thresholds = [...(record.value.thresholds ?? []), readBack]
}
