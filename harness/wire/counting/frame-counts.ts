import type { FrameKind } from '../amqp/amqp-frames.ts'
import { type Direction, type PerDirection, perDirection } from '../direction.ts'

export type FrameCounts = Readonly<Record<FrameKind, number>>

/** AMQP frames by kind; keep-alives are `empty`, `ping` and `pong`. */
export interface FrameCounter {
  add(direction: Direction, kind: FrameKind): void
  counts(): PerDirection<FrameCounts>
}

const zero = (): Record<FrameKind, number> => ({
  'protocol-header': 0,
  sasl: 0,
  empty: 0,
  open: 0,
  begin: 0,
  attach: 0,
  flow: 0,
  transfer: 0,
  disposition: 0,
  detach: 0,
  end: 0,
  close: 0,
  ping: 0,
  pong: 0,
  unknown: 0,
})

export function createFrameCounter(): FrameCounter {
  const counts = perDirection(zero)
  return {
    add(direction, kind) {
      counts[direction][kind]++
    },
    counts: () => perDirection((direction) => ({ ...counts[direction] })),
  }
}
