import type { StormOrder } from '../../capabilities/storm.ts'

const SETTLE_MS = 4_000

/** Nothing happens: what the others are compared with. Short, so that the checks fit beside the others. */
export const CALM: StormOrder = {
  name: 'calm',
  ratePerSecond: 15,
  durationMs: 8_000,
  mix: 'mixed',
  disturbances: [],
  settleMs: SETTLE_MS,
}

/** What the agent sends is lost, so that the relay delivers again. */
export const REPEATED: StormOrder = {
  name: 'repeated',
  ratePerSecond: 20,
  durationMs: 10_000,
  lingerMs: 500,
  mix: 'resets',
  disturbances: [{ kind: 'duplicated-deliveries', atMs: 300, durationMs: 700 }],
  settleMs: SETTLE_MS,
}

/** Requests are held past their expiry. */
export const LATE: StormOrder = {
  name: 'late',
  ratePerSecond: 12,
  durationMs: 10_000,
  lingerMs: 500,
  mix: 'resets',
  disturbances: [{ kind: 'late-delivery', atMs: 100, durationMs: 900 }],
  settleMs: SETTLE_MS,
}

export const ROLLED: StormOrder = {
  name: 'rolled',
  ratePerSecond: 15,
  durationMs: 15_000,
  mix: 'resets',
  disturbances: [],
  lingerMs: 1_500,
  settleMs: SETTLE_MS,
}

const LINK = { bitsPerSecond: 64_000, delayMs: 100, jitterMs: 50 } as const

/** One after the other, each undone before the next (PWB-LOAD-6). */
export const DISTURBED: StormOrder = {
  name: 'disturbed',
  ratePerSecond: 8,
  durationMs: 45_000,
  mix: 'mixed',
  inTurn: true,
  lingerMs: 2_000,
  disturbances: [
    { kind: 'agent-clock', atMs: 0, durationMs: 2_000 },
    { kind: 'agent-clock-ahead', atMs: 2_000, durationMs: 800 },
    { kind: 'agent-killed', atMs: 3_000, durationMs: 500 },
    { kind: 'relay-killed', atMs: 6_000, durationMs: 500 },
    { kind: 'directory-stopped', atMs: 9_500, durationMs: 800 },
    { kind: 'link-cut', atMs: 12_000, durationMs: 800 },
    { kind: 'link-slow', atMs: 14_000, durationMs: 2_000, ...LINK },
    { kind: 'duplicated-deliveries', atMs: 17_000, durationMs: 1_500 },
  ],
  settleMs: SETTLE_MS,
}
