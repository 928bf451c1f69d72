import { ledgerProblems } from '../../reports/model/ledger-balance.ts'
import type { HistogramResult, LoadResult } from '../../reports/model/result.ts'
import { keepLedger } from './ledger.ts'
import type { LoadOutcome } from './outcomes.ts'
import { PERCENTILE_NAMES, valuesNeeded } from './percentiles.ts'
import type { ValidityCheck } from './validity.ts'

/** What a closed-loop driver saw. Its times are service times: nobody waited for a due time. */
export interface ClosedLoopMeasurement {
  readonly inFlight: number
  readonly issued: number
  readonly answered: number
  readonly outcomes: Readonly<Partial<Record<LoadOutcome, number>>>
  readonly histograms: readonly HistogramResult[]
  readonly elapsedMs: number
  /** Replies a second once every connection had its first, until nothing more was sent. */
  readonly repliesPerSecond: number
  readonly lostConnections: number
  /** Replies as the driver's engine counted them. */
  readonly repliesCounted: number
  /** Of the handshake that was verified beforehand. */
  readonly tlsProtocol: string
}

/** The phase in which every connection has had its first reply. */
export const CEILING = 'ceiling'

const checksOf = (measured: ClosedLoopMeasurement, unbalanced: string[]): ValidityCheck[] => {
  const { issued, answered, outcomes, lostConnections, repliesCounted } = measured
  const changed = outcomes.changed ?? 0
  const steady = measured.histograms.find(
    ({ phase, outcome }) => phase === CEILING && outcome === 'all',
  )
  const quoted = PERCENTILE_NAMES.filter((name) => name in (steady?.percentilesUs ?? {}))
  const needed = Math.max(1, ...quoted.map(valuesNeeded))
  return [
    {
      name: 'connections kept',
      ok: lostConnections === 0,
      observed: `${lostConnections} lost`,
      limit: 'none: after a loss, replies cannot be told apart',
    },
    {
      name: 'replies verified',
      ok: answered > 0 && changed === answered,
      observed: `${changed} of ${answered} say “changed”`,
      limit: 'all',
    },
    {
      name: 'counters agree',
      ok: repliesCounted === answered,
      observed: `${answered} replies seen, ${repliesCounted} counted by the engine`,
      limit: 'equal',
    },
    {
      name: 'ledger',
      ok: unbalanced.length === 0 && issued === answered,
      observed:
        unbalanced.length > 0 ? unbalanced.join('; ') : `${issued} sent, ${answered} answered`,
      limit: 'every request answered',
    },
    {
      name: 'sample size',
      ok: (steady?.count ?? 0) >= needed,
      observed: `${steady?.count ?? 0} values, quoted: ${quoted.join(', ') || 'no percentile'}`,
      limit: `p99 needs ${valuesNeeded('p99')}`,
    },
    {
      name: 'TLS',
      ok: true,
      observed: `${measured.tlsProtocol}: one handshake verified beforehand`,
      limit: 'the connections of a closed loop do not verify certificates themselves',
    },
  ]
}

/**
 * A closed-loop run as its part of the result file. When connections were lost it names no rate and no
 * histogram: the engine's figures are then wrong.
 */
export function assembleClosedLoop(
  scenario: string,
  measured: ClosedLoopMeasurement,
  finalBinds: LoadResult['finalBinds'] = null,
): LoadResult {
  const { inFlight, issued, answered, outcomes, histograms, lostConnections } = measured
  const ledger = keepLedger({ planned: issued, notSent: 0, sent: issued, outcomes })
  const refused = lostConnections > 0
  return {
    scenario,
    loop: 'closed',
    seed: 0,
    scheduleSha256: '',
    arrivals: `closed loop, ${inFlight} in flight: each sends when its last is answered`,
    ratePerSecond: refused ? 0 : measured.repliesPerSecond,
    durationMs: measured.elapsedMs,
    inFlightCap: inFlight,
    histograms: refused || answered === 0 ? [] : [...histograms],
    intervals: [],
    outcomes: Object.fromEntries(Object.entries(outcomes)),
    ledger,
    finalBinds,
    heartbeats: null,
    validity: checksOf(measured, ledgerProblems(ledger)),
  }
}
