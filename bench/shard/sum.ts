import type { Ladder, LinkResult, LoadResult } from '../../reports/model/result.ts'

type Interval = LoadResult['intervals'][number]

/** Adds name by name; a name that only some have counts there. */
export function sumCounts<T extends Readonly<Record<string, number>>>(all: readonly T[]): T {
  const names = [...new Set(all.flatMap((each) => Object.keys(each)))]
  const sums = Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, each) => sum + (each[name] ?? 0), 0)]),
  )
  return Object.assign({}, ...all, sums)
}

const greatest = (all: readonly Interval[], name: 'lagP99Us' | 'responseP50Us' | 'responseP99Us') =>
  Math.max(0, ...all.map((each) => each[name]))

/**
 * The course of all shards together. A percentile of a second cannot be had from the shards' ones: the
 * greatest stands there, which the true one does not exceed.
 */
export function sumIntervals(courses: readonly (readonly Interval[])[]): Interval[] {
  const starts = [...new Set(courses.flat().map(({ startMs }) => startMs))].toSorted(
    (a, b) => a - b,
  )
  return starts.map((startMs) => {
    const all = courses.flat().filter((each) => each.startMs === startMs)
    const { planned, sent, completed, inFlight } = sumCounts(all.map((each) => ({ ...each })))
    return {
      startMs,
      planned,
      sent,
      completed,
      inFlight,
      lagP99Us: greatest(all, 'lagP99Us'),
      responseP50Us: greatest(all, 'responseP50Us'),
      responseP99Us: greatest(all, 'responseP99Us'),
    }
  })
}

/** Null when a shard's accounts were not read back: then not all of them were. */
export function sumFinalBinds(all: readonly LoadResult['finalBinds'][]): LoadResult['finalBinds'] {
  const found = all.filter((each) => each !== null)
  return found.length < all.length || found.length === 0 ? null : sumCounts(found)
}

/** Null when a shard watched none. */
export function sumHeartbeats(all: readonly LoadResult['heartbeats'][]): LoadResult['heartbeats'] {
  const found = all.filter((each) => each !== null)
  const [first] = found
  if (first === undefined || found.length < all.length) return null
  const counts = found.map(({ tenants, due, seen, missed }) => ({ tenants, due, seen, missed }))
  return {
    ...sumCounts(counts),
    periodMs: first.periodMs,
    worstDeviationMs: Math.max(...found.map(({ worstDeviationMs }) => worstDeviationMs)),
    strip: found.flatMap(({ strip }, index) =>
      strip.map(({ tenant, atMs }) => ({ tenant: `shard ${index}: ${tenant}`, atMs })),
    ),
  }
}

const sumOrNull = (values: readonly (number | null)[]) =>
  values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  )

function sumLadders(all: readonly Ladder[]): Ladder {
  const counts = all.map(
    ({ messages: _messages, messageBytes: _bytes, segmentsFrom: _from, ...rest }) => rest,
  )
  return {
    ...sumCounts(counts),
    messages: sumOrNull(all.map(({ messages }) => messages)),
    messageBytes: sumOrNull(all.map(({ messageBytes }) => messageBytes)),
    segmentsFrom: all.some(({ segmentsFrom }) => segmentsFrom === 'modelled')
      ? 'modelled'
      : 'tcp-info',
  }
}

/** What the links of all shards carried, as if it had been one; undefined when a shard measured none. */
export function sumLinks(all: readonly (LinkResult | undefined)[]): LinkResult | undefined {
  const links = all.filter((each) => each !== undefined)
  const [first] = links
  if (first === undefined || links.length < all.length) return undefined
  const { name, mode } = first
  const counts = links.map(({ connections, handshakeBytes, operations }) => ({
    connections,
    handshakeBytes,
    operations,
  }))
  return {
    name,
    mode,
    ...sumCounts(counts),
    durationMs: Math.max(...links.map(({ durationMs }) => durationMs)),
    ladder: sumLadders(links.map(({ ladder }) => ladder)),
    intervals: [],
  }
}
