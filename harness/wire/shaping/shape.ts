import { chosen, type DirectionChoice, type PerDirection, perDirection } from '../direction.ts'

/**
 * When a chunk that arrives at `nowMs` may leave, given the time that another pacer already set. One
 * pacer is shared by all connections of the tap, so that a rate is the link's, not a connection's.
 */
export type Pacer = (dueMs: number, nowMs: number, sizeBytes: number) => number

/** What the bytes of one direction wait for. */
export interface Shape {
  /** True when chunks need not wait at all. */
  isOpen(): boolean
  isHeld(): boolean
  dueMs(nowMs: number, sizeBytes: number): number
  /** `onChange` is called when held bytes may go on; returns how to stop that. */
  watch(onChange: () => void): () => void
}

/** Changes the shapes of a link's directions while it runs. Each call returns its undoing. */
export interface Shaper {
  readonly shapes: PerDirection<Shape>
  addPacer(choice: DirectionChoice, pacer: Pacer): () => void
  hold(choice: DirectionChoice): () => void
  /** Undoes all of it, whoever asked for it. */
  clear(): void
}

/** An added one-way delay. */
export const delayOf =
  (delayMs: number): Pacer =>
  (dueMs) =>
    dueMs + delayMs

/** IPv4 (20) and TCP with time stamps (32), for each segment that an Ethernet carries. */
const SEGMENT_HEADER_BYTES = 52
const SEGMENT_BYTES = 1_448

/**
 * A link of this rate, headers included: a chunk leaves when all before it have, and its own bits are
 * sent. For one direction: each needs a pacer of its own.
 */
export const rateOf = (bitsPerSecond: number): Pacer => {
  let freeAtMs = 0
  return (dueMs, _nowMs, sizeBytes) => {
    const segments = Math.ceil(sizeBytes / SEGMENT_BYTES)
    const bits = 8 * (sizeBytes + SEGMENT_HEADER_BYTES * segments)
    freeAtMs = Math.max(freeAtMs, dueMs) + (bits * 1000) / bitsPerSecond
    return freeAtMs
  }
}

/** An added one-way delay of 0 to `jitterMs`, drawn for each chunk; order is kept. `random`: in [0, 1). */
export const jitterOf =
  (jitterMs: number, random: () => number): Pacer =>
  (dueMs) =>
    dueMs + jitterMs * random()

interface ShapeState {
  readonly holds: Set<symbol>
  readonly pacers: Map<symbol, Pacer>
  readonly watchers: Set<() => void>
}

const shapeOf = ({ holds, pacers, watchers }: ShapeState): Shape => ({
  isOpen: () => holds.size === 0 && pacers.size === 0,
  isHeld: () => holds.size > 0,
  dueMs(nowMs, sizeBytes) {
    let due = nowMs
    for (const pacer of pacers.values()) due = pacer(due, nowMs, sizeBytes)
    return due
  },
  watch(onChange) {
    watchers.add(onChange)
    return () => void watchers.delete(onChange)
  },
})

export function createShaper(): Shaper {
  const states = perDirection(
    (): ShapeState => ({ holds: new Set(), pacers: new Map(), watchers: new Set() }),
  )
  return {
    shapes: perDirection((direction) => shapeOf(states[direction])),
    addPacer(choice, pacer) {
      const key = Symbol('pacer')
      const affected = chosen(choice).map((direction) => states[direction])
      for (const state of affected) state.pacers.set(key, pacer)
      return () => {
        for (const state of affected) state.pacers.delete(key)
      }
    },
    clear() {
      for (const { holds, pacers, watchers } of Object.values(states)) {
        holds.clear()
        pacers.clear()
        for (const onChange of watchers) onChange()
      }
    },
    hold(choice) {
      const key = Symbol('hold')
      const affected = chosen(choice).map((direction) => states[direction])
      for (const state of affected) state.holds.add(key)
      return () => {
        for (const state of affected) {
          state.holds.delete(key)
          for (const onChange of state.watchers) onChange()
        }
      }
    },
  }
}
