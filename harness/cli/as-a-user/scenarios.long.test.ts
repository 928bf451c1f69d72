import { expect, it } from 'vitest'
import { shippedScenarios } from '../../../bench/workload/scenario/shipped.ts'
import { isValid } from '../../../reports/model/load-figures.ts'
import { loadViolations } from '../../../reports/model/load-violations.ts'
import { ledgerProblems } from '../../../reports/model/ledger-balance.ts'
import { inTemporaryFolder, resultIn, runCommand } from './testing.ts'

/** Takes an hour: run by hand. */
const TOO_LONG = ['soak']

const names = shippedScenarios().filter((name) => !TOO_LONG.includes(name))

it.each(names)('%s runs to its end, all of it accounted for and nothing violated', async (name) => {
  await inTemporaryFolder(async (folder) => {
    const { code } = await runCommand(['load', '--scenario', name, '--out', folder])
    const { load, thresholds = [] } = await resultIn(folder)
    expect(load.map(({ scenario }) => scenario.startsWith(name))).toEqual([true])
    for (const each of load) {
      expect(each.ledger.sent).toBe(each.ledger.planned)
      expect(ledgerProblems(each.ledger)).toEqual([])
      expect(each.finalBinds?.accounts).toBeGreaterThan(0)
      expect(each.applied?.late).toBe(0)
      expect(loadViolations(each)).toEqual([])
    }
    // What a busy machine does to its figures is not what this test is about.
    const kept = thresholds.every(({ ok }) => ok) ? 0 : 1
    expect(code).toBe(load.every(isValid) ? kept : 5)
  })
})
