import { expect, it } from 'vitest'
import { REQUIREMENTS } from '../../conformance/requirements/index.ts'
import { idsOf, PART_NAMES } from './suite-parts.ts'

it('every requirement is in exactly one part', () => {
  const all = PART_NAMES.flatMap((part) => idsOf(part))
  expect(all.toSorted()).toEqual(REQUIREMENTS.map(({ id }) => id).toSorted())
})

it('what waits for a minute waits; a pace that is measured does not run beside whatever comes', () => {
  expect(idsOf('waiting')).toEqual(expect.arrayContaining(['PWB-BW-1', 'PWB-BW-4', 'PWB-NET-3']))
  expect(idsOf('working', ['PWB-FLOW-6', 'PWB-BW-1', 'PWB-OPS-1'])).toEqual([
    'PWB-FLOW-6',
    'PWB-OPS-1',
  ])
})
