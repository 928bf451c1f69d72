import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { headlineHistogram, meanUs } from '../model/load-figures.ts'
import type { HistogramResult, Ladder, LinkResult, LoadResult, Result } from '../model/result.ts'

/** The parts of a result that a plan rests on. */
export type PlannedFrom = Pick<Result, 'runId' | 'command' | 'load' | 'links'>

/** What runs have shown, reduced to what a plan needs; absent: no run measured it. */
export interface Measured {
  /** Bytes of one operation on the agent’s link, both directions, at each layer. */
  readonly bytes?: {
    readonly link: string
    /** Of a reset, or of the operations there were where no link had resets alone. */
    readonly layers: LayerBytes
    /** The rate at which they were measured. */
    readonly perSecond: number
  }
  /** Bytes of a change, which carries two passwords; absent: no run told changes from resets. */
  readonly changeBytes?: LayerBytes
  /** Throughput of the system with one agent, kept busy, in operations per second. */
  readonly ceilingPerSecond?: number
  /** Service time of an operation that is alone in the system. */
  readonly service?: { readonly meanMs: number; readonly cvSquared: number }
  /** The highest rate at which people who do not wait for each other were served validly. */
  readonly openUpToPerSecond?: number
  /** Bytes of one heartbeat on the agent’s link, both directions, at each layer. */
  readonly heartbeat?: LayerBytes
  /** Bytes per second of keep-alives on a link on which nothing else happens, at each layer. */
  readonly keepAlivesPerSecond?: LayerBytes
}

const LAYERS = {
  messages: 'messageBytes',
  plaintext: 'plaintextBytes',
  TLS: 'tcpPayloadBytes',
  IP: 'ipBytes',
} as const satisfies Record<string, keyof Ladder>
export type LayerName = keyof typeof LAYERS
export const LAYER_NAMES: readonly LayerName[] = ['messages', 'plaintext', 'TLS', 'IP']

/** Null: an opaque tap does not see that layer. */
export type LayerBytes = Readonly<Record<LayerName, number | null>>

const ratePerSecond = ({ operations, durationMs }: LinkResult) =>
  durationMs > 0 ? (operations * 1_000) / durationMs : 0

const ipBytesEach = ({ ladder, operations }: LinkResult) => ladder.ipBytes / operations

export const mapLayers = <T>(of: (layer: LayerName) => T): Readonly<Record<LayerName, T>> => ({
  messages: of('messages'),
  plaintext: of('plaintext'),
  TLS: of('TLS'),
  IP: of('IP'),
})

/** A link's bytes by layer, divided. */
export function layersOf({ ladder }: Pick<LinkResult, 'ladder'>, by: number): LayerBytes {
  const of = (name: LayerName) => {
    const bytes = ladder[LAYERS[name]]
    return bytes === null ? null : bytes / by
  }
  return mapLayers(of)
}

const isSilent = ({ mode, operations, durationMs }: LinkResult) =>
  mode === 'opaque' && operations === 0 && durationMs > 0

/** The dearest of the links on which an agent only sent heartbeats, one of them. */
function heartbeatOf(links: readonly LinkResult[]): LayerBytes | undefined {
  const [dearest] = links
    .filter((link) => isSilent(link) && (link.heartbeats ?? 0) > 0)
    .map((link) => layersOf(link, link.heartbeats ?? 1))
    .toSorted((a, b) => (b.IP ?? 0) - (a.IP ?? 0))
  return dearest
}

/** Keep-alives of an agent in a second: the dearest link of each name, added up, for it may have one to each of two relays. */
function keepAlivesOf(links: readonly LinkResult[]): LayerBytes | undefined {
  const silent = links.filter((link) => isSilent(link) && link.heartbeats === 0)
  const dearest = [...new Set(silent.map(({ name }) => name))].flatMap((name) =>
    silent
      .filter((link) => link.name === name)
      .map((link) => layersOf(link, link.durationMs / 1_000))
      .toSorted((a, b) => (b.IP ?? 0) - (a.IP ?? 0))
      .slice(0, 1),
  )
  if (dearest.length === 0) return undefined
  return mapLayers((layer) =>
    dearest.reduce<number | null>((sum, bytes) => {
      const own = bytes[layer]
      return sum === null || own === null ? null : sum + own
    }, 0),
  )
}

/** The dearest link: at high rates operations share records and segments, at a plan’s they do not. */
function bytesOf(links: readonly LinkResult[]): Measured['bytes'] {
  const busy = links.filter(({ mode, operations }) => mode === 'opaque' && operations > 0)
  const resets = busy.filter(({ changes = 0 }) => changes === 0)
  const [dearest] = (resets.length > 0 ? resets : busy).toSorted(
    (a, b) => ipBytesEach(b) - ipBytesEach(a),
  )
  if (dearest === undefined) return undefined
  return {
    link: dearest.name,
    layers: layersOf(dearest, dearest.operations),
    perSecond: ratePerSecond(dearest),
  }
}

/** What a change costs on the link on which changes cost most; the resets beside them cost what resets do. */
function changeBytesOf(
  links: readonly LinkResult[],
  reset: LayerBytes | undefined,
): LayerBytes | undefined {
  if (reset === undefined) return undefined
  const each = ({ operations, changes = 0, ...link }: LinkResult) =>
    mapLayers((layer) => {
      const sum = layersOf(link, 1)[layer]
      const ofReset = reset[layer]
      return sum === null || ofReset === null
        ? null
        : (sum - (operations - changes) * ofReset) / changes
    })
  const [dearest] = links
    .filter(({ mode, changes = 0 }) => mode === 'opaque' && changes > 0)
    .map(each)
    .toSorted((a, b) => (b.IP ?? 0) - (a.IP ?? 0))
  return dearest
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
export function measuredBy(results: readonly PlannedFrom[]): Measured {
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
  const changeBytes = changeBytesOf(links, bytes?.layers)
  const heartbeat = heartbeatOf(links)
  const keepAlives = keepAlivesOf(links)
  return {
    ...(bytes !== undefined && { bytes }),
    ...(service !== undefined && { service }),
    ...(ceiling !== undefined && { ceilingPerSecond: ceiling }),
    ...(open !== undefined && { openUpToPerSecond: open }),
    ...(changeBytes !== undefined && { changeBytes }),
    ...(heartbeat !== undefined && { heartbeat }),
    ...(keepAlives !== undefined && { keepAlivesPerSecond: keepAlives }),
  }
}
