import { setTimeout as sleep } from 'node:timers/promises'
import { deferred } from '../../target/deferred.ts'
import { watchIdle } from '../costs/watch-idle.ts'

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
  /** What is unused of all processors, from 0 to 1; takes a moment to look. */
  readonly idleShare: () => Promise<number>
}

/** With so much unused, the others do not wait for what one more needs: with 0.15 a whole suite was short of time. */
const IDLE_AT_LEAST = 0.25

/**
 * A run waits for much of its time, another works for all of it: a number of runs side by side leaves the
 * processors idle with the first and overloads them with the second. So one more begins when they are seen idle.
 */
export function openRoom({ least, idleShare }: RoomOptions): Room {
  let inside = 0
  // One at a time: each sees what the one before it needs.
  let turn = Promise.resolve()
  let left = deferred<false>()
  const isIdle = async () => (await idleShare()) >= IDLE_AT_LEAST
  const wait = async (places: number) => {
    // Who leaves makes room at once, also while somebody looks.
    for (;;) if (inside < least || (await Promise.race([isIdle(), left.promise]))) break
    inside += places
  }
  return {
    async enter(places = 1) {
      const mine = turn.then(() => wait(places))
      turn = mine
      await mine
      return () => {
        inside -= places
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
