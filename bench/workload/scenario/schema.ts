import { z } from 'zod'
import { arrivals } from '../patterns/index.ts'
import { disturbance } from './disturbance-form.ts'
import { duration, percent, timeOfDay, weights, whole } from './forms.ts'
import {
  ADMINISTRATOR_ORIGINS,
  CHANGE_ORIGINS,
  OPERATION_NAMES,
  REFUSAL_NAMES,
  SIGN_IN_MODES,
} from './mix.ts'

const TEXT = 'must be text'
const text = z.string(TEXT).min(1, TEXT)

const operations = weights(OPERATION_NAMES)

const refusals = z.partialRecord(
  z.enum(REFUSAL_NAMES),
  percent,
  `must name percentages of ${REFUSAL_NAMES.join(', ')}`,
)

const inFlight = z.strictObject({
  cap: whole(1, 100_000).default(500).describe('operations in flight at most'),
  overflow: z
    .enum(['queue', 'drop'], 'must be queue or drop')
    .default('queue')
    .describe('at the cap: wait with the due time kept, or do not send and count it'),
})

const population = z.strictObject({
  people: whole(1, 1_000_000).default(1_000).describe('generated people'),
  file: text.optional().describe('LDIF or CSV file with the people instead'),
  signIn: weights(SIGN_IN_MODES)
    .prefault({ 'pass-through': 100 })
    .describe('how their passwords are managed'),
})

const origins = z.strictObject({
  change: weights(CHANGE_ORIGINS)
    .prefault({ 'access-panel': 100 })
    .describe('the client of a change'),
  'administrator-reset': weights(ADMINISTRATOR_ORIGINS)
    .prefault({ 'azure-portal': 100 })
    .describe('the client of an administrator'),
})

const retries = z.strictObject({
  share: percent.default(100).describe('how many of those who were refused try again'),
  after: duration.describe('how long they think first'),
  atMost: whole(1, 10).default(1).describe('how often one person tries again'),
  unanswered: percent
    .default(0)
    .describe('how many of those who got no answer, or were told to try again, do'),
})

const phase = z.strictObject({
  name: z
    .string(TEXT)
    .regex(/^[a-z][a-z0-9-]*$/, 'must be of lower-case letters, digits and hyphens')
    .describe('results and thresholds name it so'),
  duration: duration.describe('how long it lasts'),
  arrivals: arrivals.describe('when its operations fall due'),
  operations: operations.optional().describe('its own mix instead of the scenario’s'),
  refusals: refusals.optional().describe('its own refusals instead of the scenario’s'),
})

const threshold = z.union(
  [
    text,
    z.strictObject({
      that: text.describe('a threshold'),
      abort: z
        .boolean('must be true or false')
        .default(false)
        .describe('end the load as soon as it is certain that it does not hold'),
    }),
  ],
  'must be text, or { that: text, abort: true }',
)

/** A scenario file: what a load asks of a system, and what it holds it to. */
export const scenarioSchema = z.strictObject({
  version: z.literal(1, 'must be 1').describe('of this form'),
  title: text.describe('what reports call it'),
  seed: whole(0, Number.MAX_SAFE_INTEGER).default(1).describe('same seed, same storm'),
  begins: timeOfDay.prefault('08:00').describe('time of day at which the first phase begins'),
  compression: z
    .number('must be a number of at least 1')
    .min(1, 'must be at least 1')
    .max(1_000, 'must be at most 1000')
    .default(1)
    .describe('so many seconds of the scenario pass in one'),
  population: population.prefault({}).describe('who is in the directory'),
  idleTenants: whole(0, 1_000).default(0).describe('tenants that only send heartbeats'),
  inFlight: inFlight.prefault({}).describe('how many at once'),
  operations: operations.prefault({ 'self-service-reset': 100 }).describe('what is asked for'),
  refusals: refusals.prefault({}).describe('how many of all are refused by a correct system'),
  origins: origins.prefault({}).describe('where from'),
  retries: retries.optional().describe('people who were refused try again, correctly'),
  phases: z
    .array(phase, 'must be a list of phases')
    .min(1, 'must hold a phase')
    .describe('one after the other'),
  disturbances: z
    .array(disturbance, 'must be a list of disturbances')
    .prefault([])
    .describe('what happens to the system meanwhile'),
  thresholds: z
    .array(threshold, 'must be a list of thresholds')
    .default([])
    .describe('what must hold'),
})
export type Scenario = z.output<typeof scenarioSchema>
