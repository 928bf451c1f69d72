import { z } from 'zod'
import { isValid } from '../model/load-figures.ts'
import { environment, type Result } from '../model/result.ts'
import { readingsOf } from '../compare/readings.ts'
import { allowanceOf, nameOf } from './allowed.ts'

export const BASELINE_VERSION = 1

const workload = z.strictObject({
  scenario: z.string(),
  loop: z.enum(['open', 'closed']),
  arrivals: z.string(),
  ratePerSecond: z.number(),
  durationMs: z.number(),
  inFlightCap: z.int(),
  scheduleSha256: z.string(),
})

const metric = z.strictObject({
  scope: z.string(),
  metric: z.string(),
  unit: z.string(),
  better: z.enum(['lower', 'higher']),
  value: z.number(),
})
export type BaselineMetric = z.infer<typeof metric>

const baselineSchema = z.strictObject({
  schema: z.literal('writeback-baseline'),
  version: z.literal(BASELINE_VERSION),
  /** The runs that it was made from. */
  runs: z.array(z.string()).min(1),
  command: z.string(),
  environment,
  load: z.array(workload),
  /** Requirements that were proven. */
  proven: z.array(z.string()),
  metrics: z.array(metric),
})
export type Baseline = z.infer<typeof baselineSchema>

export type ParsedBaseline = { ok: true; baseline: Baseline } | { ok: false; problems: string[] }

const versionOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'version' in input ? input.version : undefined

/** Reads a baseline file's content. Names every problem with its path; refuses versions it does not know. */
export function parseBaseline(input: unknown): ParsedBaseline {
  const version = versionOf(input)
  if (typeof version === 'number' && version !== BASELINE_VERSION) {
    const problem = `version: found ${version}, this program reads ${BASELINE_VERSION}; make the baseline anew with "writeback baseline"`
    return { ok: false, problems: [problem] }
  }
  const parsed = baselineSchema.safeParse(input)
  if (parsed.success) return { ok: true, baseline: parsed.data }
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.') || '(whole file)'}: ${message}`,
  )
  return { ok: false, problems }
}

/** What a baseline keeps of one run. */
export const metricsOf = (result: Pick<Result, 'load' | 'links' | 'figures'>): BaselineMetric[] =>
  readingsOf({ ...result, requirements: [] })
    .filter((reading) => allowanceOf(reading) !== undefined)
    .map(({ scope, metric: name, unit, better, value }) => ({
      scope,
      metric: name,
      unit,
      better: better === 'higher' ? 'higher' : 'lower',
      value,
    }))

const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** Why these runs make no baseline; empty: they do. */
function problemsOf(results: readonly Result[]): string[] {
  return results.flatMap(({ runId, exit, load, links }) => [
    ...(exit.code === 0 ? [] : [`${runId}: ${exit.name} (exit ${exit.code}), must be proven`]),
    ...load
      .filter((each) => !isValid(each))
      .map(({ scenario }) => `${runId}: the measurement of ${scenario} is not valid`),
    ...(load.length + links.length > 0 ? [] : [`${runId}: measured nothing`]),
  ])
}

/**
 * The baseline of one or more runs: of each metric the median, of the requirements those that all
 * proved. Nothing is made from a run that is not proven, or of metrics that not every run has.
 */
export function makeBaseline(results: readonly Result[]): ParsedBaseline {
  const [first] = results
  const problems = first === undefined ? ['no run given'] : problemsOf(results)
  const measured = results.map(
    (result) => new Map(metricsOf(result).map((each) => [nameOf(each), each])),
  )
  const names = new Set(measured.flatMap((each) => [...each.keys()]))
  for (const name of names) {
    const missing = results.filter((_run, index) => measured[index]?.has(name) !== true)
    problems.push(...missing.map(({ runId }) => `${runId}: did not measure ${name}`))
  }
  if (first === undefined || problems.length > 0) return { ok: false, problems }
  const passed = (id: string) =>
    results.every(({ requirements }) =>
      requirements.some((each) => each.id === id && each.verdict === 'pass'),
    )
  return parseBaseline({
    schema: 'writeback-baseline',
    version: BASELINE_VERSION,
    runs: results.map(({ runId }) => runId),
    command: first.command,
    environment: first.environment,
    load: first.load.map(
      ({ scenario, loop, arrivals, ratePerSecond, durationMs, inFlightCap, scheduleSha256 }) => ({
        scenario,
        loop,
        arrivals,
        ratePerSecond,
        durationMs,
        inFlightCap,
        scheduleSha256,
      }),
    ),
    proven: first.requirements.map(({ id }) => id).filter(passed),
    metrics: metricsOf(first).map((each) => ({
      ...each,
      value: median(measured.flatMap((run) => run.get(nameOf(each))?.value ?? [])),
    })),
  })
}
