import { requirement } from '../../requirement.ts'

/** What one more round of operations may cost, buffers and connections of all of them included. */
const GROWTH_BYTES = 100_000_000
const TIMES_NORMAL = 3
/** Below this nobody can tell the difference, and a busy machine may be as slow. */
const STILL_NORMAL_MS = 500

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

export const overload = [
  requirement({
    id: 'PWB-LOAD-7',
    level: 'MUST',
    subject: 'system',
    title:
      'overload is refused early with a specific "try again" outcome and bounded memory; 10 s later the latency is normal',
    source: 'WE',
    needs: ['storm'],
    timeMode: 'real',
    findings: {
      'not-refused-early': 'nothing was refused although more was asked than may be in progress',
      'not-told-to-try-again': 'a refusal does not say what to do next, or is no overload outcome',
      'memory-unbounded': 'a part’s memory grew with what was refused',
      'slow-afterwards': '10 s after the overload operations take much longer than before',
    },
    async check(t) {
      const seen = await t.storm.overload()
      const { refusedEarly, refusedLate, remedied, admitted, otherwise, beforeMs, afterMs } = seen
      t.saw(
        'portal',
        `${admitted} done in the end; ${refusedEarly} refused as overloaded while these were waited for, ${refusedLate} later`,
      )
      t.expect(refusedEarly > 0 && refusedLate === 0, 'not-refused-early', {
        expected: 'the excess refused while the others are waited for',
        observed: `${refusedEarly} refused then, ${refusedLate} later`,
      })
      const unhelpful = refusedEarly + refusedLate - remedied
      const strange = unhelpful + otherwise.length
      t.expect(strange === 0, 'not-told-to-try-again', {
        expected: 'every refusal says "overloaded" and what to do',
        observed: `${unhelpful} without a remedy; ${otherwise.join(', ')}`,
      })
      const grown = seen.grownBytes.map(
        ({ role, bytes }) => `${role} ${Math.round(bytes / 1e6)} MB`,
      )
      t.saw('resident memory', grown.length === 0 ? 'no part tells' : `grown: ${grown.join(', ')}`)
      t.expect(
        seen.grownBytes.every(({ bytes }) => bytes <= GROWTH_BYTES),
        'memory-unbounded',
        { expected: `at most ${GROWTH_BYTES / 1e6} MB more`, observed: grown.join(', ') },
      )
      const [before, after] = [median(beforeMs), median(afterMs)]
      t.saw('portal', `an operation took ${before.toFixed(0)} ms before, ${after.toFixed(0)} after`)
      t.expect(after <= Math.max(TIMES_NORMAL * before, STILL_NORMAL_MS), 'slow-afterwards', {
        expected: `about ${before.toFixed(0)} ms`,
        observed: `${after.toFixed(0)} ms`,
      })
    },
  }),
]
