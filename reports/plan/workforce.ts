import { parse } from 'yaml'
import { z } from 'zod'

const share = z.number().min(0).max(1)
const atLeastZero = z.number().min(0)
const positive = z.number().positive()

/**
 * Who will use writeback, as a person writes it down. Defaults are published planning figures, and as
 * soft as those are: two self-service resets a user and year (a vendor's count over 700
 * organisations), four changes (passwords that expire after 90 days).
 */
export const workforceSchema = z.strictObject({
  name: z.string().default('workforce').describe('shown in the plan'),
  users: z.int().min(1).describe('people whose passwords are written back'),
  resetsPerUserYear: atLeastZero.default(2).describe('forgotten passwords'),
  changesPerUserYear: atLeastZero.default(4).describe('passwords that expired'),
  workingDaysPerYear: positive
    .max(366)
    .default(250)
    .describe('days that share the year’s operations'),
  busiestHourShare: share.default(0.2).describe('of a day’s operations, those of its busiest hour'),
  peakFactor: z
    .number()
    .min(1)
    .default(3)
    .describe('the busiest day of the year (the first after a holiday) against a usual one'),
  growthPerYear: z
    .number()
    .min(-0.5)
    .max(10)
    .default(0)
    .describe('0.05: 5 % more people each year'),
  yearsAhead: z.int().min(0).max(30).default(0).describe('plan for this many years from now'),
  agents: z.int().min(1).describe('agents that share the work'),
  targetUse: z
    .number()
    .min(0.05)
    .max(0.95)
    .default(0.7)
    .describe('how busy an agent may be at peak'),
  link: z
    .strictObject({
      kbitPerSecond: positive.describe('what an agent’s link carries, the slower direction'),
      roundTripMs: atLeastZero.default(0).describe('between agent and relay'),
    })
    .describe('the link of each agent to the relay'),
  promisedKbitPerSecond: positive.default(8).describe('PWB-BW-2'),
  requestLifetimeS: positive.default(180).describe('PWB-TTL-1: how long a request waits'),
  writeMarginS: atLeastZero
    .default(15)
    .describe('so near its end no write begins: the directory must have answered by then'),
  heartbeatPeriodS: positive.default(300).describe('PWB-MSG-3'),
  agentDownMinutes: positive.default(30).describe('an outage of all agents, at the peak'),
})
export type Workforce = z.infer<typeof workforceSchema>

export type ParsedWorkforce =
  | { readonly ok: true; readonly workforce: Workforce }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads a workforce description (YAML); names every problem with its path. */
export function parseWorkforce(text: string): ParsedWorkforce {
  let content: unknown
  try {
    content = parse(text)
  } catch (error) {
    return {
      ok: false,
      problems: [`not YAML: ${error instanceof Error ? error.message : String(error)}`],
    }
  }
  const parsed = workforceSchema.safeParse(content)
  if (parsed.success) return { ok: true, workforce: parsed.data }
  return {
    ok: false,
    problems: parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || '(whole file)'}: ${message}`,
    ),
  }
}
