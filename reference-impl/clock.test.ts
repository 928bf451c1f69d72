import { afterEach, describe, expect, it } from 'vitest'
import { createDrivenClock, type DrivenClock } from './clock.ts'

const EPOCH = 1_700_000_000_000
const MINUTE = 60_000

describe('a driven clock', () => {
  let clock: DrivenClock | undefined
  afterEach(() => clock?.stop())

  const frozen = () => {
    clock = createDrivenClock(EPOCH, () => 0)
    return clock
  }

  it('follows real time without being advanced', () => {
    let real = 0
    clock = createDrivenClock(EPOCH, () => real)
    real = 1_234
    expect(clock.now()).toBe(EPOCH + 1_234)
  })

  it('fires a re-arming timer once a period when it steps', async () => {
    const driven = frozen()
    const beats: number[] = []
    const beat = () => {
      beats.push(driven.now() - EPOCH)
      driven.setTimeout(beat, 5 * MINUTE)
    }
    driven.setTimeout(beat, 5 * MINUTE)
    await driven.stepTo(EPOCH + 16 * MINUTE)
    expect(beats).toEqual([5 * MINUTE, 10 * MINUTE, 15 * MINUTE])
  })

  it('fires each timer at most once when it jumps', async () => {
    const driven = frozen()
    let beats = 0
    const beat = () => {
      beats++
      driven.setTimeout(beat, 5 * MINUTE)
    }
    driven.setTimeout(beat, 5 * MINUTE)
    await driven.jumpTo(EPOCH + 1_000 * MINUTE)
    expect(beats).toBe(1)
    expect(driven.now()).toBe(EPOCH + 1_000 * MINUTE)
  })

  it('tells the next due time, and forgets a cancelled timer', () => {
    const driven = frozen()
    expect(driven.nextDueMs()).toBeNull()
    const late = driven.setTimeout(() => undefined, 10 * MINUTE)
    const early = driven.setTimeout(() => undefined, MINUTE)
    expect(driven.nextDueMs()).toBe(EPOCH + MINUTE)
    early.cancel()
    expect(driven.nextDueMs()).toBe(EPOCH + 10 * MINUTE)
    late.cancel()
    expect(driven.nextDueMs()).toBeNull()
  })

  it('keeps what it was advanced when real time goes on', async () => {
    let real = 0
    clock = createDrivenClock(EPOCH, () => real)
    await clock.stepTo(EPOCH + MINUTE)
    real = 500
    expect(clock.now()).toBe(EPOCH + MINUTE + 500)
  })
})
