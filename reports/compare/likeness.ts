import { formatNumber } from '../model/units.ts'
import { isValid } from '../model/load-figures.ts'
import type { LoadResult, Result } from '../model/result.ts'

/** What stands in the way of comparing: `refusals` make figures meaningless, `warnings` weaken them. */
export interface Likeness {
  readonly refusals: readonly string[]
  readonly warnings: readonly string[]
}

type Weight = 'refuse' | 'warn'

/** How much it matters that a field differs between the runs. */
const ENVIRONMENT: Readonly<Partial<Record<keyof Result['environment'], Weight>>> = {
  cpu: 'refuse',
  cores: 'refuse',
  memoryBytes: 'warn',
  kernel: 'warn',
  node: 'warn',
  openssl: 'warn',
  tlsGroup: 'warn',
}

const WORKLOAD: Readonly<Partial<Record<keyof LoadResult, Weight>>> = {
  loop: 'refuse',
  arrivals: 'refuse',
  ratePerSecond: 'refuse',
  durationMs: 'refuse',
  inFlightCap: 'refuse',
  scheduleSha256: 'warn',
}

const { ratePerSecond: _, ...CLOSED } = WORKLOAD

interface Difference {
  readonly weight: Weight
  readonly text: string
}

const shown = (value: unknown) => (typeof value === 'number' ? formatNumber(value) : String(value))

function differences<T extends object>(
  what: string,
  weights: Readonly<Partial<Record<keyof T & string, Weight>>>,
  base: T,
  next: T,
): Difference[] {
  const found = new Map<string, unknown>(Object.entries(base))
  const other = new Map<string, unknown>(Object.entries(next))
  return Object.entries<Weight | undefined>(weights).flatMap(([field, weight]) => {
    const before = found.get(field)
    const after = other.get(field)
    if (weight === undefined || before === after) return []
    return [{ weight, text: `${what}: ${field} differs: ${shown(before)} and ${shown(after)}` }]
  })
}

const loadDifferences = (base: Result, next: Result): Difference[] =>
  base.load.flatMap((load) => {
    const other = next.load.find(({ scenario }) => scenario === load.scenario)
    return other === undefined
      ? [{ weight: 'warn', text: `${load.scenario}: only the base has this load` } as const]
      : differences(
          load.scenario,
          // A closed loop finds its rate: there it is what is compared.
          load.loop === 'closed' && other.loop === 'closed' ? CLOSED : WORKLOAD,
          load,
          other,
        )
  })

const invalidLoads = (results: readonly Result[]) =>
  results.flatMap(({ runId, load }) =>
    load
      .filter((each) => !isValid(each))
      .map(({ scenario }) => `${runId}: the measurement of ${scenario} is not valid`),
  )

/**
 * Compares each run with the first of the base: unlike machines and workloads give refusals, unlike
 * versions and schedules warnings. A measurement that is not valid is refused as well.
 */
export function likenessOf(base: readonly Result[], next: readonly Result[]): Likeness {
  const [first, ...others] = [...base, ...next]
  if (first === undefined) return { refusals: ['nothing to compare'], warnings: [] }
  const found = others.flatMap((other) => [
    ...differences('environment', ENVIRONMENT, first.environment, other.environment),
    ...loadDifferences(first, other),
  ])
  const texts = (wanted: Weight) => [
    ...new Set(found.filter(({ weight }) => weight === wanted).map(({ text }) => text)),
  ]
  return {
    refusals: [...texts('refuse'), ...invalidLoads([first, ...others])],
    warnings: texts('warn'),
  }
}
