import { setTimeout as sleep } from 'node:timers/promises'
import { Unsupported } from '../../target/errors.ts'
import type { LinkMeasurement } from '../../target/link-measure.ts'
import type { PacedMeasurement } from '../capabilities/paced.ts'
import { requireControl } from '../control.ts'
import { type Context, requirement } from '../requirement.ts'
import { changesAmong, expectedOf, mixedFor, mixOf, ratePerSecond } from './bw-mix.ts'

const MOST_TIMES = 1.1
/** Operations at each rate a second: enough that one keep-alive more or less is no tenth of them. */
const RATES = [
  { perSecond: 1, operations: 12 },
  { perSecond: 10, operations: 30 },
  { perSecond: 100, operations: 100 },
] as const

/** Where fewer were begun, another rate was measured than the one that was asked for. */
const PACE_AT_LEAST = 0.9

/** A machine that is busy for a moment is asked again; one that always is cannot be measured on. */
const TRIES = 5
const BETWEEN_TRIES_MS = 2_000

interface Pace {
  readonly begunPerSecond: number
}

/** Whether the harness itself kept the pace that was planned. */
const isKept = (plannedPerSecond: number, { begunPerSecond }: Pace) =>
  begunPerSecond >= PACE_AT_LEAST * plannedPerSecond

/**
 * The first measurement whose pace was kept. Throws Unsupported where none of them was: what an operation costs
 * at that rate is then not known.
 */
export async function atPace<T extends Pace>(
  plannedPerSecond: number,
  measure: () => Promise<T>,
  pauseMs = BETWEEN_TRIES_MS,
): Promise<T> {
  const begun: string[] = []
  while (begun.length < TRIES) {
    if (begun.length > 0) await sleep(pauseMs)
    const measured = await measure()
    if (isKept(plannedPerSecond, measured)) return measured
    begun.push(measured.begunPerSecond.toFixed(1))
  }
  throw new Unsupported(
    'system',
    `${plannedPerSecond} operations a second were not begun, only ${begun.join(', ')}: this machine is too busy or too slow to ask for so many`,
  )
}

const bytesPerOperation = ({ link }: LinkMeasurement) => link.ladder.ipBytes / link.operations

/** Finds what of a load did not end as it should. */
function expectAsAsked(t: Context<never, 'not-as-asked'>, { outcomes }: PacedMeasurement) {
  for (const [index, { kind, refused }] of mixOf(outcomes.length).entries()) {
    const expected = expectedOf(refused)
    const observed = outcomes[index] ?? 'nothing'
    t.expect(observed === expected, 'not-as-asked', { expected: `${kind}: ${expected}`, observed })
  }
}

export const bwRates = [
  requirement({
    id: 'PWB-BW-3',
    level: 'MUST',
    subject: 'system',
    title: 'at 10 and 100 operations a second one costs at most 1.1 × its cost at 1 a second',
    source: 'WE',
    needs: ['portal', 'accounts', 'bandwidth'],
    timeMode: 'real',
    findings: {
      'dearer-at-higher-rate': 'an operation cost more than 1.1 × what it costs at 1 a second',
      'not-as-asked': 'an operation of the load did not end as it should',
    },
    async check(t) {
      await mixedFor(t)(0)
      let alone: number | undefined
      for (const { perSecond, operations } of RATES) {
        const paced = await atPace(perSecond, async () => {
          const found = await t.bandwidth.measurePaced(
            { perSecond, operations: mixOf(operations) },
            { changes: changesAmong(operations), called: `at ${perSecond}/s` },
          )
          expectAsAsked(t, found)
          return { ...found, begunPerSecond: ratePerSecond(found.begunAtMs) }
        })
        const { begunPerSecond, doneAtMs, measured } = paced
        requireControl(measured.unbalanced.length === 0, 'the layers of the wire', {
          expected: 'records, payload and segments add up',
          observed: measured.unbalanced.join('; '),
        })
        const bytes = bytesPerOperation(measured)
        alone ??= bytes
        t.saw(
          'opaque tap',
          `${perSecond}/s asked, ${begunPerSecond.toFixed(1)}/s begun, ${ratePerSecond(doneAtMs).toFixed(1)}/s answered: ${bytes.toFixed(0)} bytes per operation, ${(bytes / alone).toFixed(2)} ×`,
        )
        t.expect(bytes <= MOST_TIMES * alone, 'dearer-at-higher-rate', {
          expected: `at most ${(MOST_TIMES * alone).toFixed(0)} bytes per operation`,
          observed: `${bytes.toFixed(0)} at ${perSecond}/s`,
        })
      }
    },
  }),
]
