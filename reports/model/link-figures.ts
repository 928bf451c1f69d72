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
