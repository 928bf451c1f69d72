import type { LinkMeasurement } from '../../target/link-measure.ts'
import { requireControl } from '../control.ts'
import { describeAnswer } from '../effects.ts'
import { requirement } from '../requirement.ts'
import { changesAmong, evenly, performMixed } from './bw-mix.ts'

const MOST_TIMES = 1.1
const MS_PER_SECOND = 1_000
/** Operations at each rate a second: enough that one keep-alive more or less is no tenth of them. */
const RATES = [
  { perSecond: 1, operations: 12 },
  { perSecond: 10, operations: 30 },
  { perSecond: 100, operations: 100 },
] as const

const bytesPerOperation = ({ link }: LinkMeasurement) => link.ladder.ipBytes / link.operations

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
      const perform = async (index: number) => {
        const { kind, expected, answer } = await performMixed(t, index)
        t.expect(answer.code === expected, 'not-as-asked', {
          expected: `${kind}: ${expected}`,
          observed: describeAnswer(answer),
        })
      }
      await perform(0)
      let alone: number | undefined
      for (const { perSecond, operations } of RATES) {
        const measured = await t.bandwidth.measure(async () => {
          await evenly(operations, MS_PER_SECOND / perSecond, perform)
          return operations
        }, changesAmong(operations))
        requireControl(measured.unbalanced.length === 0, 'the layers of the wire', {
          expected: 'records, payload and segments add up',
          observed: measured.unbalanced.join('; '),
        })
        const bytes = bytesPerOperation(measured)
        alone ??= bytes
        const reached = (operations * MS_PER_SECOND) / measured.link.durationMs
        t.saw(
          'opaque tap',
          `${perSecond}/s asked, ${reached.toFixed(1)}/s reached: ${bytes.toFixed(0)} bytes per operation, ${(bytes / alone).toFixed(2)} ×`,
        )
        t.expect(bytes <= MOST_TIMES * alone, 'dearer-at-higher-rate', {
          expected: `at most ${(MOST_TIMES * alone).toFixed(0)} bytes per operation`,
          observed: `${bytes.toFixed(0)} at ${perSecond}/s`,
        })
      }
    },
  }),
]
