import { LIMITS } from '../../contract/limits.ts'
import type { LinkMeasurement } from '../../target/link-measure.ts'
import { requireControl } from '../control.ts'
import { type Context, requirement } from '../requirement.ts'
import { performMixed } from './bw-mix.ts'

const MOST_BITS_PER_SECOND = 100
/** Of keep-alives, and a moment more. */
const PERIODS = 2
const MOMENT_MS = 1_000
/** Ten periods: a tap keeps the last hour of its course. */
const HEARTBEATS_MS = 10 * LIMITS.heartbeatPeriodMs
const DAY_S = 24 * 3_600
const OPERATIONS = 6

const ipBytes = ({ link }: LinkMeasurement) => link.ladder.ipBytes
const sumOf = (each: readonly number[]) => each.reduce((sum, one) => sum + one, 0)
const perSecond = (measured: LinkMeasurement) =>
  (ipBytes(measured) * 1000) / measured.link.durationMs

const FINDINGS = { 'over-100-bit': 'an idle agent’s link carried 100 bit/s or more' } as const

export const IDLE_COST = {
  id: 'PWB-BW-1',
  level: 'MUST',
  subject: 'system',
  timeMode: 'mixed',
  findings: FINDINGS,
} as const

/** The agent's idle links, one a relay: keep-alives in real time, heartbeats on the clock, added by formula. */
export async function judgeIdleCost(t: Context<'idle', keyof typeof FINDINGS>) {
  const isOver = (bytesPerSecond: number) =>
    !t.expect(8 * bytesPerSecond < MOST_BITS_PER_SECOND, 'over-100-bit', {
      expected: 'under 100 bit/s',
      observed: `${(8 * bytesPerSecond).toFixed(1)} bit/s`,
    })
  const kept = await t.idle.forReal(PERIODS * t.idle.keepAliveMs + MOMENT_MS)
  for (const each of kept) {
    t.saw(
      'opaque tap, real time',
      `${each.link.name}: ${ipBytes(each)} bytes of keep-alives in ${(each.link.durationMs / 1000).toFixed(0)} s`,
    )
  }
  // What chatters would be asked to chatter for all that time.
  if (kept.map((each) => isOver(perSecond(each))).some(Boolean)) return
  const beats = await t.idle.onTheClock(HEARTBEATS_MS)
  // A heartbeat goes over one of the links.
  requireControl(sumOf(beats.map(ipBytes)) > 0, 'the heartbeats', {
    expected: 'bytes on the link',
    observed: 'none',
  })
  for (const [index, beat] of beats.entries()) {
    const keepAlives = kept[index]
    if (keepAlives === undefined) continue
    const total = perSecond(keepAlives) + (ipBytes(beat) * 1000) / HEARTBEATS_MS
    t.saw(
      'opaque tap, clocks moved by 50 minutes',
      `${beat.link.name}: ${ipBytes(beat)} bytes of heartbeats; together ${(8 * total).toFixed(1)} bit/s, ${(total * DAY_S).toFixed(0)} bytes a day`,
    )
    isOver(total)
  }
}

/** BW-1 and BW-5, on a system that nobody else uses; the longer wait first. */
export const bwIdle = [
  requirement({
    ...IDLE_COST,
    title: 'idle: under 100 bit/s per agent over an hour',
    source: 'OV, WE',
    needs: ['idle'],
    check: judgeIdleCost,
  }),
  requirement({
    id: 'PWB-BW-5',
    level: 'MUST',
    subject: 'harness',
    title: 'the wire ladder reconciles by formula on every hop',
    source: 'WE',
    needs: ['portal', 'accounts', 'idle'],
    timeMode: 'real',
    findings: { 'layers-do-not-add-up': 'the layers of a hop do not reconcile by formula' },
    async check(t) {
      const measured = await t.idle.hops(async () => {
        for (let index = 0; index < OPERATIONS; index++) await performMixed(t, index)
        return OPERATIONS
      })
      requireControl(measured.length > 0, 'the taps', { expected: 'a hop', observed: 'none' })
      for (const { link, unbalanced } of measured) {
        const { plaintextBytes, tlsRecordBytes, tcpPayloadBytes, segments } = link.ladder
        t.saw(
          'opaque tap',
          `${link.name}: ${plaintextBytes} plaintext, ${tlsRecordBytes} TLS, ${tcpPayloadBytes} TCP, ${ipBytes({ link, unbalanced })} IP in ${segments} segments`,
        )
        t.expect(unbalanced.length === 0, 'layers-do-not-add-up', {
          expected: `${link.name}: records, payload and segments add up`,
          observed: unbalanced.join('; '),
        })
      }
    },
  }),
]
