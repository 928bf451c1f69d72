import { readFileSync } from 'node:fs'

/** The eighth number of the line of all processors: proc(5), `steal`, in ticks of 10 ms. */
const STEAL_FIELD = 8
const SAMPLE_MS = 25

/** Ticks in which the host ran somebody else on this machine’s processors; undefined where none are told. */
export function stolenTicks(stat: string): number | undefined {
  const ticks = Number(stat.split('\n', 1)[0]?.trim().split(/\s+/)[STEAL_FIELD])
  return Number.isInteger(ticks) ? ticks : undefined
}

/** Reads the counter of this machine; 0 for ever where it tells none: then nobody is above it. */
function readStolenTicks(): number {
  try {
    return stolenTicks(readFileSync('/proc/stat', 'utf8')) ?? 0
  } catch {
    return 0
  }
}

export interface StolenSample {
  /** Monotonic milliseconds. */
  readonly atMs: number
  readonly ticks: number
}

/** Looks at the counter forty times a second until it is stopped. */
export function watchStolenTime(nowMs: () => number) {
  const samples: StolenSample[] = []
  const look = () => void samples.push({ atMs: nowMs(), ticks: readStolenTicks() })
  look()
  const timer = setInterval(look, SAMPLE_MS)
  return {
    stop(): readonly StolenSample[] {
      clearInterval(timer)
      look()
      return samples
    },
  }
}

/** Whether the counter stood still from the last sample before the stretch to the first after it. */
export function isUndisturbed(
  samples: readonly StolenSample[],
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): boolean {
  const before = samples.findLast(({ atMs }) => atMs <= fromMs)
  const after = samples.find(({ atMs }) => atMs >= untilMs)
  return before !== undefined && after !== undefined && before.ticks === after.ticks
}
