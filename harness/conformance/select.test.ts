import { expect, it } from 'vitest'
import { BadInput } from '../target/errors.ts'
import { REQUIREMENTS } from './requirements/index.ts'
import { selectRequirements } from './select.ts'

const selectUnknown = () => selectRequirements(REQUIREMENTS, ['PWB-OPS-3', 'PWB-X-1', 'PWB-X-2'])

it('takes every requirement when none is named', () => {
  expect(selectRequirements(REQUIREMENTS, [])).toEqual(REQUIREMENTS)
})

it('keeps the catalogue’s order whatever order they are named in', () => {
  const ids = selectRequirements(REQUIREMENTS, ['PWB-NET-1', 'PWB-OPS-3']).map(({ id }) => id)
  expect(ids).toEqual(['PWB-OPS-3', 'PWB-NET-1'])
})

it('names every unknown id at once', () => {
  expect(selectUnknown).toThrow(BadInput)
  expect(selectUnknown).toThrow(/PWB-X-1[\s\S]*PWB-X-2/)
})

it('never declares an id twice', () => {
  const ids = REQUIREMENTS.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
