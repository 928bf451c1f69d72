import { describe, expect, it } from 'vitest'
import { processorFigures } from './processor-cost.ts'

describe('processor time of a load', () => {
  it('is told per operation, role by role, with the driver and the sum', () => {
    const roles = [
      { role: 'portal', micros: 4_000 },
      { role: 'agent', micros: 8_000 },
    ]
    const { figures, notes } = processorFigures({ roles, harnessMicros: 2_000, idleShare: 0.2 }, 4)
    expect(figures.map(({ name, value }) => [name, value])).toEqual([
      ['processor time, portal', 1_000],
      ['processor time, agent', 2_000],
      ['processor time, load driver', 500],
      ['processor time in all', 3_500],
    ])
    expect(notes).toEqual([])
  })

  it('names no sum when one role cannot be seen, and says which', () => {
    const roles = [{ role: 'agent', micros: undefined }]
    const { figures, notes } = processorFigures({ roles, harnessMicros: 2_000, idleShare: 0.2 }, 4)
    expect(figures.map(({ name }) => name)).toEqual(['processor time, load driver'])
    expect(notes.join()).toContain('agent')
  })

  it('comes with a warning when the machine had no room left', () => {
    const { notes } = processorFigures({ roles: [], harnessMicros: 1, idleShare: 0.19 }, 1)
    expect(notes).toEqual([
      expect.stringMatching(/^processors 19 % idle during the load, less than 20 %/),
    ])
  })
})
