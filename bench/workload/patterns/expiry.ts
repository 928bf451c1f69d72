import { z } from 'zod'
import { duration, percent, timeOfDay, whole } from '../scenario/forms.ts'
import { comeWithin } from './curves.ts'
import { pattern } from './pattern.ts'

const ALL_PERCENT = 100
const ZONES_PROBLEM = 'must be a list of time zones'

const schema = z.strictObject({
  kind: z.literal('expiry'),
  people: whole(1, 1_000_000)
    .optional()
    .describe('how many have a password that ends (default: the population)'),
  maximumAge: duration.describe('after so long each password ends'),
  arrears: duration
    .default(86_400_000)
    .describe('passwords that ended within so long before are set anew in this phase'),
  zones: z
    .array(
      z.strictObject({
        share: percent.describe('so many of them live there'),
        at: timeOfDay.describe('their day begins, in the scenario’s time'),
      }),
      ZONES_PROBLEM,
    )
    .min(1, 'must hold a zone')
    .describe('time zones'),
  within: duration
    .default(7_200_000)
    .describe('so long after their day begins the last of them has signed in, most of them early'),
})

/** A wave of passwords that reached their age: their owners notice when they sign in in the morning. */
export const expiry = pattern(schema, ({ people: asked, maximumAge, arrears, zones, within }) => ({
  title: `expiry wave of ${zones.length} time zones`,
  problems({ durationMs, beginsAtMs }) {
    const sum = zones.reduce((total, { share }) => total + share, 0)
    const outside = zones.filter(
      ({ at }) => at < beginsAtMs || at + within > beginsAtMs + durationMs,
    )
    return [
      ...(sum === ALL_PERCENT ? [] : [`zones add up to ${sum} percent; they must be all`]),
      ...(outside.length > 0 ? ['zones and what is within of them must lie in the phase'] : []),
      ...(arrears > maximumAge ? ['arrears are longer than the maximumAge'] : []),
    ]
  },
  times({ random, people: population, beginsAtMs }) {
    const ended = ((asked ?? population) * arrears) / maximumAge
    const windows = zones.map(({ share, at }) => ({
      fromMs: at - beginsAtMs,
      toMs: at - beginsAtMs + within,
      people: Math.round((ended * share) / ALL_PERCENT),
      curve: 'early' as const,
    }))
    return Float64Array.from(windows.flatMap((window) => comeWithin(window, random))).toSorted()
  },
}))
