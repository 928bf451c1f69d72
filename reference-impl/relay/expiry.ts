import type { Clock, Timer } from '../clock.ts'

/** Something that ends at a time, unless it is taken out before. */
export interface Expiring {
  readonly expiresAtMs: number
  expire(): void
}

/** Ends what is due. One timer, set to the earliest: nothing is due, nothing ticks. */
export interface ExpirySchedule {
  add(one: Expiring): void
  remove(one: Expiring): void
}

/** A binary heap by `expiresAtMs`; adding and removing cost log n, so a long queue stays cheap. */
export function createExpirySchedule(clock: Clock): ExpirySchedule {
  const heap: Expiring[] = []
  const places = new Map<Expiring, number>()
  let timer: { readonly dueMs: number; readonly handle: Timer } | undefined

  const put = (one: Expiring, place: number) => {
    heap[place] = one
    places.set(one, place)
  }

  function rise(one: Expiring, from: number) {
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || parent.expiresAtMs <= one.expiresAtMs) break
      put(parent, place)
      place = above
    }
    put(one, place)
  }

  function sink(one: Expiring, from: number) {
    let place = from
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const rightFirst =
        right !== undefined && left !== undefined && right.expiresAtMs < left.expiresAtMs
      const child = rightFirst ? right : left
      if (child === undefined || child.expiresAtMs >= one.expiresAtMs) break
      put(child, place)
      place = 2 * place + (rightFirst ? 2 : 1)
    }
    put(one, place)
  }

  function takeOut(one: Expiring) {
    const place = places.get(one)
    if (place === undefined) return
    places.delete(one)
    const last = heap.pop()
    if (last === undefined || last === one) return
    const above = heap[(place - 1) >> 1]
    if (place > 0 && above !== undefined && above.expiresAtMs > last.expiresAtMs) rise(last, place)
    else sink(last, place)
  }

  function arm() {
    const earliest = heap[0]
    if (earliest === undefined) {
      timer?.handle.cancel()
      timer = undefined
      return
    }
    // A timer that is too early only looks again; one that is too late must not be.
    if (timer !== undefined && timer.dueMs <= earliest.expiresAtMs) return
    timer?.handle.cancel()
    const delayMs = Math.max(1, earliest.expiresAtMs - clock.now())
    timer = { dueMs: earliest.expiresAtMs, handle: clock.setTimeout(endDue, delayMs) }
  }

  function endDue() {
    timer = undefined
    for (let first = heap[0]; first !== undefined; first = heap[0]) {
      if (first.expiresAtMs > clock.now()) break
      takeOut(first)
      first.expire()
    }
    arm()
  }

  return {
    add(one) {
      heap.push(one)
      rise(one, heap.length - 1)
      arm()
    },
    remove(one) {
      takeOut(one)
      arm()
    },
  }
}
