import { ledgerProblems } from '../model/ledger-balance.ts'
import { accountsAsTold, headlineHistogram } from '../model/load-figures.ts'
import type { HistogramResult, LoadResult } from '../model/result.ts'
import { formatCount, formatMs, formatNumber, formatUs } from '../model/units.ts'
import { type Paint, wrap } from './console-text.ts'

const FIRST = 'load    '
const INDENT = '        '

const trust = ({ validity, ledger }: LoadResult) => {
  const wrong = [
    ...validity
      .filter(({ ok }) => !ok)
      .map(({ name, observed, limit }) => `${name}: ${observed}; allowed ${limit}`),
    ...ledgerProblems(ledger),
  ]
  return wrong.length === 0
    ? { ok: true, words: `valid (${validity.length} checks)` }
    : { ok: false, words: `NOT VALID: ${wrong.join(' · ')}` }
}

const workload = ({ scenario, loop, ratePerSecond, ledger }: LoadResult) => {
  const rate =
    loop === 'open'
      ? `open loop at ${formatNumber(ratePerSecond)}/s`
      : 'closed loop (ceiling only), as fast as it goes'
  return `${scenario}: ${formatCount(ledger.sent)} operations, ${rate}`
}

const percentiles = (
  load: LoadResult,
  metric: HistogramResult['metric'],
  names: readonly string[],
) => {
  const histogram = headlineHistogram(load, metric)
  if (histogram === undefined) return []
  const quoted = names.map((name) => {
    const us = histogram.percentilesUs[name]
    return us === undefined ? `${name} – (too few values)` : `${name} ${formatUs(us)}`
  })
  return [`${metric} ${quoted.join(' ')}`]
}

const latency = (load: LoadResult) =>
  [
    ...percentiles(load, 'response', ['p50', 'p99']),
    ...percentiles(load, 'service', ['p50', 'p99']),
    ...percentiles(load, 'lag', ['p99']),
  ].join('; ')

const ends = ({ outcomes, ledger }: LoadResult) => {
  const found = Object.entries(outcomes).map(([code, count]) => `${code} ${formatCount(count)}`)
  const { notSent, unknown, lost } = ledger
  const balance = ledgerProblems(ledger).length === 0 ? 'balances' : 'does not balance'
  return `${found.join(', ') || 'no outcome'}; ledger ${balance} (not sent ${notSent}, unknown ${unknown}, lost ${lost})`
}

const truth = ({ finalBinds, heartbeats }: LoadResult) =>
  [
    finalBinds === null
      ? 'accounts not read back'
      : `accounts as told ${formatCount(accountsAsTold(finalBinds))} of ${formatCount(finalBinds.accounts)}`,
    heartbeats === null
      ? 'no heartbeats watched'
      : `heartbeats on time ${formatCount(heartbeats.seen)} of ${formatCount(heartbeats.due)}, worst ${formatMs(heartbeats.worstDeviationMs)} off`,
  ].join('; ')

const MOST_WRONG = 5

/** Answers against what they should be, and what went wrong. */
const expected = ({ expectations }: LoadResult) => {
  if (expectations === undefined) return []
  const { met, wrongRefusal, wrongAcceptance, unavailable, notComparable, wrong } = expectations
  const all = met + wrongRefusal + wrongAcceptance + unavailable + notComparable
  const others = [
    wrongRefusal > 0 && `wrong refusals ${formatCount(wrongRefusal)}`,
    wrongAcceptance > 0 && `done that had to be refused ${formatCount(wrongAcceptance)}`,
    unavailable > 0 && `told to try again ${formatCount(unavailable)}`,
    notComparable > 0 && `nobody can know ${formatCount(notComparable)}`,
    ...wrong
      .slice(0, MOST_WRONG)
      .map(
        ({ asked, expected: right, found, count }) =>
          `${asked}: ${found}, not ${right}, ${count} times`,
      ),
  ].filter((part) => part !== false)
  return [
    `answers as they should be ${[`${formatCount(met)} of ${formatCount(all)}`, ...others].join('; ')}`,
  ]
}

/** What the cap kept from being sent when it was due; nothing where it was never reached. */
const atCap = ({
  inFlightCap,
  atInFlightCap: { held, dropped } = { held: 0, dropped: 0 },
}: LoadResult) =>
  held + dropped === 0
    ? []
    : [
        `at the cap of ${formatCount(inFlightCap)} in flight: ${formatCount(held)} waited, ${formatCount(dropped)} dropped, never sent`,
      ]

const needless = ({ needlessTries }: LoadResult) =>
  needlessTries === undefined
    ? []
    : [`tries for the case that one gets no answer: ${formatCount(needlessTries)} not needed`]

/** What was done to the system meanwhile, and whether requests were applied once and in time. */
const disturbed = ({ disturbances = [], applied }: LoadResult) => [
  ...disturbances.map(
    ({ kind, fromMs, toMs, told }) =>
      `disturbed ${formatMs(fromMs)} to ${formatMs(toMs)}: ${kind}: ${told}`,
  ),
  ...(applied === undefined
    ? []
    : [
        `applied twice ${applied.twice ?? 'not counted'}; applied late ${applied.late ?? 'not told'}`,
      ]),
  ...(applied?.shown ?? []),
]

/** Workload and validity; latency; outcomes and ledger; accounts and heartbeats. */
export function loadLines(load: LoadResult, paint: Paint): string[] {
  const { ok, words } = trust(load)
  const head = wrap(`${workload(load)}; ${words}`, FIRST, INDENT)
  return [
    ...(ok ? head : head.map((line) => paint.tone('bad', line))),
    ...wrap(latency(load), INDENT, INDENT),
    ...wrap(ends(load), INDENT, INDENT),
    ...[...atCap(load), ...needless(load)].flatMap((line) => wrap(line, INDENT, INDENT)),
    ...expected(load).flatMap((line) => wrap(line, INDENT, INDENT)),
    ...wrap(truth(load), INDENT, INDENT),
    ...disturbed(load).flatMap((line) => wrap(line, INDENT, INDENT)),
  ]
}
