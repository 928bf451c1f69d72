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

it('takes whole families, and a family is not another that begins like it', () => {
  const ids = selectRequirements(REQUIREMENTS, ['PWB-NET', 'PWB-OPS-1']).map(({ id }) => id)
  expect(ids[0]).toBe('PWB-OPS-1')
  expect(ids.slice(1).every((id) => id.startsWith('PWB-NET-'))).toBe(true)
  expect(ids.length).toBeGreaterThan(2)
  expect(() => selectRequirements(REQUIREMENTS, ['PWB-OP'])).toThrow(/PWB-OP is not a requirement/)
})

const selectElsewhere = () => selectRequirements(REQUIREMENTS, ['PWB-LIFE-9'])

it('says who judges what no check does', () => {
  expect(selectElsewhere).toThrow(/PWB-LIFE-9 is judged by no check here \(doctor\)/)
})

it('names every unknown id at once', () => {
  expect(selectUnknown).toThrow(BadInput)
  expect(selectUnknown).toThrow(/PWB-X-1[\s\S]*PWB-X-2/)
})

it('never declares an id twice', () => {
  const ids = REQUIREMENTS.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})
