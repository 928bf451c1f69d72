import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDrivenClock, type DrivenClock } from '../../clock.ts'
import { NO_FAULTS } from '../../faults.ts'
import { createOperations, type Operations, type Opening } from './operations.ts'

const EPOCH_MS = 1_000_000
const UNTIL_MS = EPOCH_MS + 210_000

let clock: DrivenClock
let operations: Operations

beforeEach(() => {
  clock = createDrivenClock(EPOCH_MS, () => 0)
  operations = createOperations({ clock, faults: NO_FAULTS, waitMs: 30_000, maxInFlight: 2 })
})
afterEach(() => clock.stop())

const open = (operationId: string, more: Partial<Opening> = {}) =>
  operations.open({
    operationId,
    tenant: 'contoso',
    untilMs: UNTIL_MS,
    undisturbed: () => true,
    ...more,
  })

describe('an operation without a result', () => {
  it('is told as unknown after the wait, and as expired only when it can no longer happen', async () => {
    const told = open('a')
    await clock.stepTo(EPOCH_MS + 29_999)
    expect(operations.inFlight()).toBe(1)
    await clock.stepTo(EPOCH_MS + 30_000)
    const unknown = { operationId: 'a', code: 'outcome-unknown', until: UNTIL_MS }
    expect(await told).toEqual(unknown)
    await clock.stepTo(UNTIL_MS - 1)
    expect(operations.get('a')).toEqual(unknown)
    await clock.stepTo(UNTIL_MS)
    expect(operations.get('a')).toEqual({ operationId: 'a', code: 'expired' })
    expect(clock.nextDueMs()).toBeNull()
  })

  it('stays unknown when a result may have been lost on the way', async () => {
    void open('a', { undisturbed: () => false })
    await clock.stepTo(UNTIL_MS)
    expect(operations.get('a')).toEqual({ operationId: 'a', code: 'outcome-unknown' })
  })

  it('also ends when the clock jumps over both times', async () => {
    void open('a')
    await clock.jumpTo(UNTIL_MS + 60_000)
    await clock.stepTo(UNTIL_MS + 60_001)
    expect(operations.get('a')?.code).toBe('expired')
  })
})

describe('a result', () => {
  it('ends the wait at once and leaves no timer', async () => {
    const told = open('a')
    expect(await operations.result('a', 'policy')).toBe(true)
    expect(await told).toEqual({ operationId: 'a', code: 'policy' })
    expect(clock.nextDueMs()).toBeNull()
    expect(operations.inFlight()).toBe(0)
  })

  it('replaces the unknown when it comes after the wait', async () => {
    void open('a')
    await clock.stepTo(EPOCH_MS + 60_000)
    await operations.result('a', 'changed')
    await clock.stepTo(UNTIL_MS)
    expect(operations.get('a')?.code).toBe('changed')
  })

  it('is told after what has to follow it, or that this failed when it came too late', async () => {
    const told = open('a', { finish: () => Promise.resolve('cloud-copy-failed') })
    await operations.result('a', 'changed')
    expect((await told).code).toBe('cloud-copy-failed')
    void open('b', { finish: (code) => Promise.resolve(code) })
    await clock.stepTo(UNTIL_MS)
    await operations.result('b', 'changed')
    expect(operations.get('b')?.code).toBe('cloud-copy-failed')
  })

  it('of a request that is not known is told apart', async () => {
    expect(await operations.result('stranger', 'changed')).toBe(false)
  })
})

describe('bounds', () => {
  it('refuse at once beyond the number in progress', async () => {
    void open('a')
    void open('b')
    expect(() => operations.admit()).toThrow('overloaded')
    await operations.result('a', 'changed')
    expect(() => operations.admit()).not.toThrow()
  })

  it('forget an operation after 24 hours', async () => {
    const { operationId } = operations.record('changed')
    await clock.stepTo(EPOCH_MS + 24 * 60 * 60_000 - 1)
    operations.record('changed')
    expect(operations.get(operationId)).toBeDefined()
    await clock.stepTo(EPOCH_MS + 24 * 60 * 60_000)
    operations.record('changed')
    expect(operations.get(operationId)).toBeUndefined()
  })
})
