import { LIMITS } from '../../contract/limits.ts'
import { requireControl } from '../control.ts'
import { requirement } from '../requirement.ts'
import { changesAmong, evenly, mixedFor } from './bw-mix.ts'

const COUNT = 30
const PERIOD_MS = 1_000

/** BW: bandwidth, on the opaque tap of the agent's link, both directions, headers and pure ACKs included. */
export const bw = [
  requirement({
    id: 'PWB-BW-2',
    level: 'MUST',
    subject: 'system',
    title: 'extreme load of a tenant, one operation per second: at most 8 kbit/s',
    source: 'OV, WE',
    needs: ['portal', 'accounts', 'bandwidth'],
    timeMode: 'mixed',
    findings: {
      'over-8-kbit': 'the agent’s link carried more than 8 kbit/s',
      'not-as-asked': 'an operation of the load did not end as it should',
    },
    async check(t) {
      const perform = mixedFor(t)
      // Connection set-up is counted apart: the first operation finds everything warm.
      await perform(0)
      const measured = await t.bandwidth.measure(
        async () => {
          await evenly(COUNT, PERIOD_MS, perform)
          return COUNT
        },
        { changes: changesAmong(COUNT), called: 'under extreme load' },
      )
      const { ladder, operations, durationMs } = measured.link
      const perOperation = ladder.ipBytes / operations
      const kbit = (ladder.ipBytes * 8) / durationMs
      t.saw(
        'opaque tap',
        `${operations} operations in ${(durationMs / 1000).toFixed(1)} s: ${ladder.ipBytes} bytes at IP level (${ladder.segments} segments, ${ladder.segmentsFrom}), ${perOperation.toFixed(0)} bytes per operation, ${kbit.toFixed(2)} kbit/s`,
      )
      t.saw(
        'opaque tap',
        `the promise of 8 kbit/s ends at ${(LIMITS.bitsPerSecond / 8 / perOperation).toFixed(2)} operations per second`,
      )
      requireControl(measured.unbalanced.length === 0, 'the layers of the wire', {
        expected: 'records, payload and segments add up',
        observed: measured.unbalanced.join('; '),
      })
      t.expect(kbit * 1000 <= LIMITS.bitsPerSecond, 'over-8-kbit', {
        expected: 'at most 8 kbit/s',
        observed: `${kbit.toFixed(2)} kbit/s`,
      })
    },
  }),
]
