import { describe, expect, it } from 'vitest'
import { validLoad } from '../../../reports/fixtures/load.ts'
import { bearsThroughput } from './scalability.ts'
import { runCommand } from '../as-a-user/testing.ts'

describe('how throughput grows', () => {
  it('refuses rounds that show no scatter, and fewer people than are in flight, exit 2', async () => {
    const [rounds, people] = await Promise.all(
      [
        ['--rounds', '2'],
        ['--people', '20'],
      ].map((option) => runCommand(['load', '--scenario', 'scalability', ...option])),
    )
    expect([rounds?.code, people?.code]).toEqual([2, 2])
    expect(rounds?.stderr).toContain('--rounds: found 2; intervals need at least 3')
    expect(people?.stderr).toMatch(/--people: found \d+ who can be reset; give at least 32/)
  })

  it('takes no throughput from a few replies, nor from a loop that is not valid', () => {
    const [histogram] = validLoad().histograms
    if (histogram === undefined) throw new Error('the fixture has no histogram')
    const loadOf = (count: number) => ({
      ...validLoad(),
      histograms: [{ ...histogram, metric: 'service' as const, phase: 'ceiling', count }],
    })
    expect(bearsThroughput({ inFlight: 32, load: loadOf(52) })).toBe(true)
    expect(bearsThroughput({ inFlight: 32, load: loadOf(51) })).toBe(false)
    const validity = [{ name: 'connections kept', ok: false, observed: '', limit: '' }]
    expect(bearsThroughput({ inFlight: 1, load: { ...loadOf(500), validity } })).toBe(false)
  })
})
