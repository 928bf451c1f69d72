import { describe, expect, it } from 'vitest'
import { createLaw } from './law.ts'

describe('the delay law of the known server', () => {
  it('answers each arrival after the delay', () => {
    const answerAt = createLaw({ delayMs: 20 })
    expect([100, 100.5, 3_000].map(answerAt)).toEqual([120, 120.5, 3_020])
  })

  it('takes up at its end what arrives in the stall, which counts from the first arrival', () => {
    const answerAt = createLaw({ delayMs: 20, stall: { afterMs: 50, lastsMs: 1_000 } })
    expect([100, 149, 150, 1_149, 1_150].map(answerAt)).toEqual([120, 169, 1_170, 1_170, 1_170])
    expect(answerAt(1_200)).toBe(1_220)
  })
})
