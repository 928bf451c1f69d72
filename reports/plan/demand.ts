import { derived, type Figure, given } from './figure.ts'
import type { Workforce } from './workforce.ts'

const SECONDS_PER_HOUR = 3_600

export interface Demand {
  readonly year: Figure
  readonly day: Figure
  readonly peakDay: Figure
  readonly peak: Figure
}

/** How many operations the people make: in a year, a day, the busiest day, a second of its peak. */
export function demandOf(workforce: Workforce): Demand {
  const { users, resetsPerUserYear, changesPerUserYear, growthPerYear, yearsAhead } = workforce
  const { workingDaysPerYear, peakFactor, busiestHourShare } = workforce
  const year: Figure = {
    name: 'operations in a year',
    value: users * (resetsPerUserYear + changesPerUserYear) * (1 + growthPerYear) ** yearsAhead,
    unit: 'operations',
    formula: 'users × (resets + changes) × (1 + growth) ^ years',
    inputs: [
      given('users', users, 'people'),
      given('resets', resetsPerUserYear, 'per user and year'),
      given('changes', changesPerUserYear, 'per user and year'),
      given('growth', growthPerYear, 'per year'),
      given('years', yearsAhead, 'years'),
    ],
  }
  const day: Figure = {
    name: 'operations on a usual working day',
    value: year.value / workingDaysPerYear,
    unit: 'operations',
    formula: 'operations in a year ÷ working days',
    inputs: [derived(year), given('working days', workingDaysPerYear, 'days a year')],
  }
  const peakDay: Figure = {
    name: 'operations on the busiest day',
    value: day.value * peakFactor,
    unit: 'operations',
    formula: 'operations on a usual working day × peak factor',
    inputs: [derived(day), given('peak factor', peakFactor, '×')],
  }
  const peak: Figure = {
    name: 'operations per second at peak',
    value: (peakDay.value * busiestHourShare) / SECONDS_PER_HOUR,
    unit: 'operations/s',
    formula: 'operations on the busiest day × share of the busiest hour ÷ 3600 s',
    inputs: [derived(peakDay), given('share of the busiest hour', busiestHourShare, 'of a day')],
  }
  return { year, day, peakDay, peak }
}
