import { expect, it } from 'vitest'
import { endsOf, rolloverDueMs, withNewest, withUse } from './key-generations.ts'
import type { GenerationState, TenantState } from './tenant-state.ts'

it.each([
  ['2026-01-15T08:30:00.000Z', '2026-07-15T08:30:00.000Z'],
  ['2026-08-31T23:00:00.000Z', '2027-02-28T23:00:00.000Z'],
  ['2027-08-30T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
])('keys made on %s are due six calendar months later, on %s', (made, due) => {
  expect(new Date(rolloverDueMs(Date.parse(made))).toISOString()).toBe(due)
})

const generation = (keyId: number, usedAtMs: number | null): GenerationState => ({
  keyId,
  symmetricKey: '',
  privateKeyPem: '',
  relay: { host: '', port: 1, servername: '' },
  credential: { username: '', password: '' },
  madeAtMs: 0,
  usedAtMs,
})
const enabled: TenantState = { version: 2, tenant: 'north', generations: [generation(1, 0)] }
const idsOf = ({ generations }: TenantState) => generations.map(({ keyId }) => keyId)

it('keys that were never used give way to the next, those in use stay beside them', () => {
  const second = withNewest(enabled, generation(2, null))
  expect(idsOf(withNewest(second, generation(3, null)))).toEqual([3, 1])
  expect(idsOf(withNewest(withUse(second, 5), generation(3, null)))).toEqual([3, 2, 1])
})

it('the overlap begins when the next keys are first used', () => {
  const second = withNewest(enabled, generation(2, null))
  expect(endsOf(second, 100)).toEqual([Infinity, Infinity])
  expect(endsOf(withUse(second, 5), 100)).toEqual([Infinity, 105])
})
