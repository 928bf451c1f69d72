import { expect, it } from 'vitest'
import { ROLE_NAMES } from '../../contract/edge.ts'
import { REQUIREMENTS } from '../requirements/index.ts'
import { FAST_VIRTUAL, fastOf } from './fast.ts'

it('what is judged under every fault of a role moves the clock, and blames that role', () => {
  const modes = FAST_VIRTUAL.map((id) => REQUIREMENTS.find((each) => each.id === id)?.timeMode)
  expect(modes).toEqual(FAST_VIRTUAL.map(() => 'virtual'))
  expect(ROLE_NAMES.flatMap(fastOf).toSorted()).toEqual(FAST_VIRTUAL.toSorted())
})
