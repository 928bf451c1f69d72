import type { Figure, LoadResult } from '../../../reports/model/result.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { System } from '../../target/system.ts'
import type { FrameCounts } from '../../wire/counting/frame-counts.ts'
import { ladderBetween } from '../../wire/counting/ladder.ts'
import { idleTap } from '../load/idle-tenants.ts'

/** Milliseconds; bytes. */
const DAY_MS = 24 * 3_600_000
const SIDES = 2
/** An empty frame of 8 bytes in a TLS 1.3 record (22), in one segment that another acknowledges (52 each). */
const KEEP_ALIVE_BYTES = 8 + 22 + 2 * 52
const PER_DAY = DAY_MS / LIMITS.heartbeatPeriodMs
const KEEP_ALIVES_PER_DAY = (SIDES * DAY_MS) / LIMITS.keepAliveMs

const keepAlives = ({ empty, ping, pong }: FrameCounts) => empty + ping + pong

/** What the idle agents' links carried. */
export interface IdleCarried {
  readonly agents: number
  readonly heartbeats: number
  /** At IP level, keep-alives included. */
  readonly ipBytes: number
  readonly keepAlives: number
}

/**
 * What an idle agent costs in a day: heartbeats as measured, keep-alives by formula, because they keep real time
 * and a heartbeat that compressed time brings earlier takes their place. Empty without a heartbeat.
 */
export function idleFigures({ agents, heartbeats, ipBytes, ...seen }: IdleCarried): Figure[] {
  if (heartbeats === 0) return []
  const beatBytes = (ipBytes - seen.keepAlives * KEEP_ALIVE_BYTES) / heartbeats
  return [
    {
      name: 'idle agent, a heartbeat',
      value: beatBytes,
      unit: 'bytes at IP level',
      against: `(${ipBytes} − ${seen.keepAlives} keep-alives × ${KEEP_ALIVE_BYTES}) ÷ ${heartbeats} heartbeats of ${agents} agents`,
    },
    {
      name: 'idle agent, a day',
      value: PER_DAY * beatBytes + KEEP_ALIVES_PER_DAY * KEEP_ALIVE_BYTES,
      unit: 'bytes at IP level',
      against: `${PER_DAY} heartbeats × ${beatBytes.toFixed(0)} + by formula ${KEEP_ALIVES_PER_DAY} keep-alives × ${KEEP_ALIVE_BYTES}`,
    },
  ]
}

const PERCENT = 99

/** By how much the distance of two heartbeats of one agent is off the period, 99 of 100 at most; clocks of the roles. */
export function jitterFigures({
  strip,
  periodMs,
}: NonNullable<LoadResult['heartbeats']>): Figure[] {
  const offMs = strip
    .flatMap(({ atMs }) =>
      atMs.slice(1).map((at, index) => {
        const distanceMs = at - (atMs[index] ?? at)
        const periods = Math.max(1, Math.round(distanceMs / periodMs))
        return Math.abs(distanceMs - periods * periodMs)
      }),
    )
    .toSorted((a, b) => a - b)
  const p99 = offMs[Math.ceil((offMs.length * PERCENT) / 100) - 1]
  return p99 === undefined
    ? []
    : [
        {
          name: 'heartbeat jitter, p99',
          value: p99,
          unit: 'ms of the roles’ time',
          against: `${offMs.length} distances of ${strip.length} agents; period ${periodMs} ms`,
        },
      ]
}

/** Watches the idle tenants' links from now on; undefined: there are none. */
export async function watchIdle(system: System): Promise<(() => Promise<Figure[]>) | undefined> {
  const { tap, agents } = idleTap(system)
  if (tap === undefined) return undefined
  const read = async () => ({
    reading: await tap.measure(),
    frames: Object.values(tap.frames()).reduce((sum, each) => sum + keepAlives(each), 0),
  })
  const before = await read()
  return async () => {
    const after = await read()
    const { messages, ipBytes } = ladderBetween(before.reading, after.reading)
    return idleFigures({
      agents,
      heartbeats: messages ?? 0,
      ipBytes,
      keepAlives: after.frames - before.frames,
    })
  }
}
