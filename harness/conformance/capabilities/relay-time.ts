import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../contract/limits.ts'
import { relayAt } from '../../target/slots/slots.ts'
import type { System } from '../../target/system.ts'
import type { Capabilities } from './capabilities.ts'

/** A relay that keeps its own time is judged by messages that live so much shorter. */
const SCALE = 20
const AROUND_MS = 10_000
/** Removal is allowed between 3 and 10 minutes (PWB-TTL-1). */
const LATEST_REMOVAL_MS = 10 * 60_000

const times = (scale: number) => ({
  ttlMs: LIMITS.requestTtlMs / scale,
  aroundMs: AROUND_MS / scale,
  latestMs: LATEST_REMOVAL_MS / scale,
})

/** How time passes at the relay: moved with all others', or really. */
export const relayTimeOf = (system: System): Capabilities['relayTime'] =>
  relayAt(system.plan.slots) === undefined
    ? { ...times(1), isItsOwn: false, pass: system.time.step }
    : { ...times(SCALE), isItsOwn: true, pass: (ms) => sleep(ms) }
