import { z } from 'zod'
import { rate } from '../scenario/forms.ts'
import { pattern } from './pattern.ts'
import { followRate, spacing } from './rate-curve.ts'

/** A rate that grows or falls evenly. */
export const ramp = pattern(
  z.strictObject({
    kind: z.literal('ramp'),
    fromPerSecond: rate.describe('arrivals per second at the start of the phase'),
    toPerSecond: rate.describe('arrivals per second at its end'),
    spacing,
  }),
  ({ fromPerSecond, toPerSecond, spacing: how }) => ({
    title: `ramp ${fromPerSecond} to ${toPerSecond}/s`,
    times: ({ durationMs, random }) =>
      followRate([{ durationMs, fromPerSecond, toPerSecond }], how, random),
  }),
)
