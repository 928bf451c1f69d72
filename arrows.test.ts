import { cruise } from 'dependency-cruiser'
import { expect, it } from 'vitest'
import { options, rules } from './arrows.ts'

const FOLDERS = ['bench', 'harness', 'reference-impl', 'reports']
/** Without a parser for .ts the cruise finds nothing, and would pass. */
const FEWEST_FILES = 60

it('the arrows between the folders are those of the architecture', async () => {
  const { output } = await cruise(FOLDERS, {
    ...options,
    validate: true,
    ruleSet: rules,
  })
  if (typeof output !== 'object') throw new TypeError('no cruise result')
  expect(output.summary.totalCruised).toBeGreaterThan(FEWEST_FILES)
  expect(output.summary.violations).toEqual([])
})
