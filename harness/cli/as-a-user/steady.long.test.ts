import { expect, it } from 'vitest'
import { headlineHistogram } from '../../../reports/model/load-figures.ts'
import { inTemporaryFolder, resultIn, runCommand } from './testing.ts'

it('steady-100 tells its response times beside those of the bare chain, and that nothing was applied late', async () => {
  await inTemporaryFolder(async (folder) => {
    const argv = ['load', '--scenario', 'steady-100', '--json', '--out', folder]
    const { stdout } = await runCommand(argv)
    const { figures, load } = await resultIn(folder)
    // Nothing disturbs it: nobody counts writes, but the directory’s times are read all the same.
    expect(load.map(({ applied }) => applied)).toEqual([{ twice: 0, late: 0, shown: [] }])
    const figure = (name: string) => figures.find((each) => each.name === name)?.value ?? 0
    for (const percentile of ['p50', 'p99'] as const) {
      const bareMs = figure(`response ${percentile} of the bare chain`)
      expect(bareMs).toBeGreaterThan(0)
      const [steady] = load
      const us = steady && headlineHistogram(steady, 'response')?.percentilesUs[percentile]
      const ratio = figure(`response ${percentile} ÷ the bare chain’s`)
      expect(ratio).toBeCloseTo((us ?? 0) / 1_000 / bareMs, 6)
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        [`response${percentile.toUpperCase()}Ms`]: (us ?? 0) / 1_000,
      })
    }
  })
})
