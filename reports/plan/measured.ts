import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { headlineHistogram, meanUs } from '../model/load-figures.ts'
import type { HistogramResult, Ladder, LinkResult, LoadResult, Result } from '../model/result.ts'

/** What runs have shown, reduced to what a plan needs; absent: no run measured it. */
export interface Measured {
  /** Bytes of one operation on the agent’s link, both directions, at each layer. */
  readonly bytes?: {
    readonly link: string
    readonly layers: Readonly<Record<LayerName, number | null>>
    /** The rate at which they were measured. */
    readonly perSecond: number
  }
  /** Throughput of the system with one agent, kept busy, in operations per second. */
  readonly ceilingPerSecond?: number
  /** Service time of an operation that is alone in the system. */
  readonly service?: { readonly meanMs: number; readonly cvSquared: number }
  /** The highest rate at which people who do not wait for each other were served validly. */
  readonly openUpToPerSecond?: number
  /** Bits per second of an agent’s link on which nothing happens. */
  readonly idleBitPerSecond?: number
}

const LAYERS = {
  messages: 'messageBytes',
  plaintext: 'plaintextBytes',
  TLS: 'tcpPayloadBytes',
  IP: 'ipBytes',
} as const satisfies Record<string, keyof Ladder>
export type LayerName = keyof typeof LAYERS
export const LAYER_NAMES: readonly LayerName[] = ['messages', 'plaintext', 'TLS', 'IP']

const ratePerSecond = ({ operations, durationMs }: LinkResult) =>
  durationMs > 0 ? (operations * 1_000) / durationMs : 0

const ipBytesEach = ({ ladder, operations }: LinkResult) => ladder.ipBytes / operations

/** The dearest link: at high rates operations share records and segments, at a plan’s they do not. */
function bytesOf(links: readonly LinkResult[]): Measured['bytes'] {
  const [dearest] = links
    .filter(({ mode, operations }) => mode === 'opaque' && operations > 0)
    .toSorted((a, b) => ipBytesEach(b) - ipBytesEach(a))
  if (dearest === undefined) return undefined
  const { ladder, operations } = dearest
  const of = (name: LayerName) => {
    const bytes = ladder[LAYERS[name]]
    return bytes === null ? null : bytes / operations
  }
  return {
    link: dearest.name,
    layers: { messages: of('messages'), plaintext: of('plaintext'), TLS: of('TLS'), IP: of('IP') },
    perSecond: ratePerSecond(dearest),
  }
}

function spreadOf(histogram: HistogramResult): Measured['service'] {
  const decoded = decodeFromCompressedBase64(histogram.hdrV2)
  const meanMs = meanUs(histogram) / 1_000
  return { meanMs, cvSquared: (decoded.stdDeviation / decoded.mean) ** 2 }
}

/** The load with least in flight: what an operation takes when it waits for no other. */
function serviceOf(loads: readonly LoadResult[]): Measured['service'] {
  const [calmest] = loads
    .flatMap((load) => headlineHistogram(load, 'service') ?? [])
    .filter(({ count }) => count > 1)
    .toSorted((a, b) => meanUs(a) - meanUs(b))
  return calmest === undefined ? undefined : spreadOf(calmest)
}

const greatest = (values: readonly number[]) =>
  values.length === 0 ? undefined : Math.max(...values)

/** Takes from one or more runs what a plan needs; measurements that are not valid are left out. */
export function measuredBy(results: readonly Result[]): Measured {
  const loads = results
    .flatMap(({ load }) => load)
    .filter(({ validity }) => validity.every(({ ok }) => ok))
  const links = results.flatMap((result) => result.links)
  const bytes = bytesOf(links)
  const service = serviceOf(loads)
  const ceiling = greatest(
    loads.filter(({ loop }) => loop === 'closed').map((load) => load.ratePerSecond),
  )
  const open = greatest(
    loads.filter(({ loop }) => loop === 'open').map((load) => load.ratePerSecond),
  )
  const idle = greatest(
    links
      .filter(
        ({ mode, operations, durationMs }) =>
          mode === 'opaque' && operations === 0 && durationMs > 0,
      )
      .map(({ ladder, durationMs }) => (ladder.ipBytes * 8_000) / durationMs),
  )
  return {
    ...(bytes !== undefined && { bytes }),
    ...(service !== undefined && { service }),
    ...(ceiling !== undefined && { ceilingPerSecond: ceiling }),
    ...(open !== undefined && { openUpToPerSecond: open }),
    ...(idle !== undefined && { idleBitPerSecond: idle }),
  }
}
