import { setTimeout as sleep } from 'node:timers/promises'
import { deferred } from '../../target/deferred.ts'
import { watchIdle } from '../watch-idle.ts'

/** Where runs ask whether one more of them fits on the machine. */
export interface Room {
  /** Resolves when one more may begin, with how to leave. It keeps the places of so many others; default: its own. */
  enter(places?: number): Promise<() => void>
}

/** What waits keeps no place from what works, and need not hurry. */
export interface Rooms {
  readonly waiting: Room
  readonly working: Room
}

interface RoomOptions {
  /** So many fit whatever the machine does. */
  readonly least: number
  /** With so much of all processors unused one more may begin, from 0 to 1; not with less than a quarter beside what takes several places. */
  readonly idleAtLeast: number
  /** What is unused of all processors, from 0 to 1; takes a moment to look. */
  readonly idleShare: () => Promise<number>
}

/** Beside what takes several places: with 0.15 a whole suite was short of time. */
const IDLE_BESIDE_MANY = 0.25

/**
 * A run waits for much of its time, another works for all of it: a number of runs side by side leaves the
 * processors idle with the first and overloads them with the second. So one more begins when they are seen idle.
 */
export function openRoom({ least, idleAtLeast, idleShare }: RoomOptions): Room {
  let inside = 0
  // One at a time: each sees what the one before it needs.
  let turn = Promise.resolve()
  let left = deferred<false>()
  let wide = 0
  const isIdle = async () =>
    (await idleShare()) >= Math.max(idleAtLeast, wide > 0 ? IDLE_BESIDE_MANY : 0)
  const wait = async (places: number) => {
    // Who leaves makes room at once, also while somebody looks.
    for (;;) if (inside < least || (await Promise.race([isIdle(), left.promise]))) break
    inside += places
    if (places > 1) wide += 1
  }
  return {
    async enter(places = 1) {
      const mine = turn.then(() => wait(places))
      turn = mine
      await mine
      return () => {
        inside -= places
        if (places > 1) wide -= 1
        left.resolve(false)
        left = deferred()
      }
    },
  }
}

/** Does the work once there is room for it. */
export async function inRoom<T>(room: Room, work: () => Promise<T>, places = 1): Promise<T> {
  const leave = await room.enter(places)
  try {
    return await work()
  } finally {
    leave()
  }
}

const LOOK_MS = 250

/** Of this machine, for a moment. */
export async function idleNow(): Promise<number> {
  const idle = watchIdle()
  await sleep(LOOK_MS)
  return idle()
}
