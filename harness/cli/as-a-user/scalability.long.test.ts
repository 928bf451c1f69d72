import { expect, it } from 'vitest'
import { parseResult } from '../../../reports/model/parse.ts'
import { bearsThroughput } from '../load/scalability.ts'
import { inTemporaryFolder, readOnlyResult, runCommand } from './testing.ts'

const IN_FLIGHT = [1, 2, 4, 8, 16, 32]
const ROUNDS = 3

it('throughput is measured in rounds, each with every number in flight; the accounts are read back', async () => {
  await inTemporaryFolder(async (folder) => {
    const short = ['--people', '50', '--rounds', String(ROUNDS), '--duration', '0.2']
    const { code, stdout } = await runCommand([
      'load',
      '--scenario',
      'scalability',
      ...short,
      '--json',
      '--out',
      folder,
    ])
    const parsed = parseResult(await readOnlyResult(folder))
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
    const { load, scalability } = parsed.result
    const rounds = Array.from({ length: ROUNDS }, (_, round) =>
      load.slice(round * IN_FLIGHT.length, (round + 1) * IN_FLIGHT.length),
    )
    for (const round of rounds) {
      const inFlight = round.map(({ inFlightCap }) => inFlightCap)
      expect(inFlight.toSorted((a, b) => a - b)).toEqual(IN_FLIGHT)
    }
    expect(load.at(-1)?.finalBinds).toMatchObject({ falseSuccess: 0, lateApply: 0, neither: 0 })
    expect(load.at(-1)?.finalBinds?.accounts).toBeGreaterThanOrEqual(Math.max(...IN_FLIGHT))
    // Where the machine is too busy for replies enough in so short a time, no law is claimed.
    const isFitted = load.every((each) =>
      bearsThroughput({ inFlight: each.inFlightCap, load: each }),
    )
    expect(scalability?.levels.map(({ perSecond }) => perSecond.length)).toEqual(
      isFitted ? IN_FLIGHT.map(() => ROUNDS) : undefined,
    )
    expect(code === 0).toBe(isFitted)
    expect('gamma' in JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toBe(isFitted)
  })
})
