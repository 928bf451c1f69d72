import { describe, expect, it } from 'vitest'
import { medianOutside } from './outside-stall.ts'

const STALL = { afterMs: 100, lastsMs: 100 }

describe('the median outside the stall', () => {
  it('leaves out what fell due in the stall, or too near to tell', () => {
    const dueMs = Float64Array.of(0, 50, 97, 150, 199, 203, 300)
    const doneMs = Float32Array.of(20, 71, 220, 220, 220, 260, 322)
    expect(medianOutside(dueMs, doneMs, STALL, () => true)).toBeCloseTo(21, 3)
  })

  it('is of what is counted only', () => {
    const dueMs = Float64Array.of(0, 10, 20, 30)
    const doneMs = Float32Array.of(20, 11, 41, 31)
    expect(medianOutside(dueMs, doneMs, STALL, (index) => index % 2 === 1)).toBeCloseTo(1, 3)
  })

  it('is not a number when nothing was answered there', () => {
    expect(
      medianOutside(Float64Array.of(0), Float32Array.of(Number.NaN), STALL, () => true),
    ).toBeNaN()
  })
})
