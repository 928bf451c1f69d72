import { z } from 'zod'
import type { DisturbanceParameters } from '../../disturbances/disturbance.ts'
import { DISTURBANCES } from '../../disturbances/index.ts'
import { bitRate, duration, sinceStart } from './forms.ts'

/** Those that a scenario can order: one that moves all clocks would be another scenario. */
const { 'late-delivery': _movesAllClocks, ...steps } = DISTURBANCES
export const STEPS = steps
type Step = keyof typeof STEPS
const isStep = (name: string): name is Step => Object.hasOwn(STEPS, name)
const STEP_NAMES = Object.keys(STEPS).filter(isStep)
const [FIRST, ...OTHERS] = STEP_NAMES
if (FIRST === undefined) throw new Error('there are no disturbances')

/** One step of a scenario's `disturbances`. */
export const disturbance = z.strictObject({
  kind: z
    .enum([FIRST, ...OTHERS], `must be one of ${STEP_NAMES.join(', ')}`)
    .describe('what happens'),
  at: sinceStart.describe('when it begins, from the start of the scenario'),
  for: duration.describe('how long until it is undone'),
  rate: bitRate.optional().describe('link-slow: bits each way, in the scenario’s time'),
  delay: duration.optional().describe('link-slow: later by so much each way, in real time'),
  jitter: duration.optional().describe('link-slow: and by up to so much more, in real time'),
  behind: duration.optional().describe('agent-clock: by so much (default: the supported skew)'),
  ahead: duration
    .optional()
    .describe('agent-clock-ahead: by so much (default: the supported skew)'),
})

/** Argument of a step → the parameter that it is. */
export const ARGUMENTS = {
  rate: 'bitsPerSecond',
  delay: 'delayMs',
  jitter: 'jitterMs',
  behind: 'skewMs',
  ahead: 'aheadMs',
} as const satisfies Record<string, keyof DisturbanceParameters>
export const ARGUMENT_NAMES = ['rate', 'delay', 'jitter', 'behind', 'ahead'] as const
