import type { Ladder, LinkResult } from './result.ts'
import { formatCount, formatMs, formatNumber } from './units.ts'

/** PWB-BW-2: what a tenant's agent link may carry under one operation a second. */
export const PROMISED_BITS_PER_SECOND = 8_000

export interface LinkFigures {
  /** At IP level, both directions. */
  readonly bytesPerOperation: number
  readonly kbitPerSecond: number
  readonly operationsPerSecond: number
  /** The rate at which the promised bandwidth is used up. */
  readonly promiseEndsAtPerSecond: number
}

/** Null when nothing was carried, or for no time. */
export function linkFigures({ ladder, operations, durationMs }: LinkResult): LinkFigures | null {
  if (operations === 0 || durationMs <= 0 || ladder.ipBytes === 0) return null
  const bytesPerOperation = ladder.ipBytes / operations
  return {
    bytesPerOperation,
    kbitPerSecond: (ladder.ipBytes * 8) / durationMs,
    operationsPerSecond: (operations * 1_000) / durationMs,
    promiseEndsAtPerSecond: PROMISED_BITS_PER_SECOND / 8 / bytesPerOperation,
  }
}

/** The link on which an operation costs most, with its figures; null where none carried any. */
export function dearestLink(links: readonly LinkResult[]) {
  const [dearest] = links
    .flatMap((link) => {
      const figures = linkFigures(link)
      return figures === null ? [] : [{ link, figures }]
    })
    .toSorted((a, b) => b.figures.bytesPerOperation - a.figures.bytesPerOperation)
  return dearest ?? null
}

/** What a link carried on which nobody asked for anything, in words; null when it was asked for something. */
export function silenceWords({ ladder, operations, heartbeats, durationMs }: LinkResult) {
  if (operations > 0 || durationMs <= 0 || ladder.ipBytes === 0) return null
  const bits = formatNumber((ladder.ipBytes * 8_000) / durationMs)
  const what =
    heartbeats === undefined
      ? 'in silence'
      : heartbeats === 0
        ? 'of keep-alives'
        : `of ${formatCount(heartbeats)} heartbeats`
  return `${formatCount(ladder.ipBytes)} bytes ${what} in ${formatMs(durationMs)}: ${bits} bit/s at IP level`
}

/** What a link carried in the window of so long in which it carried most. */
export interface WorstWindow {
  readonly windowMs: number
  readonly kbitPerSecond: number
  /** From the start of the measurement. */
  readonly fromMs: number
}

/** Windows that slide over the course of a link: what a queue on the way sees, and what a person does. */
const WINDOWS_MS = [1_000, 10_000] as const

/** The window of `count` neighbours with most bytes; the first of equal ones. */
function fullest(bytes: readonly number[], count: number): { from: number; bytes: number } {
  let inside = bytes.slice(0, count).reduce((sum, each) => sum + each, 0)
  let most = { from: 0, bytes: inside }
  for (let from = 1; from + count <= bytes.length; from++) {
    inside += (bytes[from + count - 1] ?? 0) - (bytes[from - 1] ?? 0)
    if (inside > most.bytes) most = { from, bytes: inside }
  }
  return most
}

/**
 * The worst windows of 1 s and of 10 s, at IP level, both directions, sliding from interval to interval. One that
 * is no multiple of the link's intervals, or longer than its course, is left out.
 */
export function worstWindows({ intervals }: Pick<LinkResult, 'intervals'>): WorstWindow[] {
  const [first, second] = intervals
  if (first === undefined || second === undefined) return []
  const widthMs = second.startMs - first.startMs
  const bytes = intervals.map(({ ipBytes }) => ipBytes)
  return WINDOWS_MS.flatMap((windowMs) => {
    const count = windowMs / widthMs
    if (!Number.isInteger(count) || count > bytes.length) return []
    const most = fullest(bytes, count)
    const fromMs = intervals[most.from]?.startMs ?? 0
    return [{ windowMs, kbitPerSecond: (most.bytes * 8) / windowMs, fromMs }]
  })
}

export interface Layer {
  readonly name: string
  readonly bytes: number
}

/** What each layer adds to the one above it; the sum is `ipBytes`. Negative: the layers do not add up. */
export function ladderLayers(ladder: Ladder): Layer[] {
  const { messageBytes, plaintextBytes, tcpPayloadBytes, ipBytes } = ladder
  const inside =
    messageBytes === null
      ? [{ name: 'messages and AMQP', bytes: plaintextBytes }]
      : [
          { name: 'messages', bytes: messageBytes },
          { name: 'AMQP', bytes: plaintextBytes - messageBytes },
        ]
  return [
    ...inside,
    { name: 'TLS', bytes: tcpPayloadBytes - plaintextBytes },
    { name: 'TCP and IP', bytes: ipBytes - tcpPayloadBytes },
  ]
}
