import type { ResponseMs } from '../../../bench/calibration/bare-chain.ts'
import type { Figure } from '../../../reports/model/result.ts'

const MICROS_PER_MS = 1_000

/** Response times of a load, in microseconds; absent where too few operations bear them. */
export type ResponseUs = Readonly<Partial<Record<'p50' | 'p99', number>>>

const PERCENTILES = ['p50', 'p99'] as const

const WHAT =
  'right after, at the same rate: the hops of a reset over TLS, one RSA-2048 private operation, nothing else to do'

/** What of a load's response times the machine takes by itself: each beside the bare chain's. */
export const bareChainFigures = (load: ResponseUs, bare: ResponseMs): Figure[] =>
  PERCENTILES.flatMap((name) => {
    const ms = bare[name]
    const us = load[name]
    // Not a number where too few were answered.
    if (us === undefined || Number.isNaN(ms)) return []
    return [
      { name: `response ${name} of the bare chain`, value: ms, unit: 'ms', against: WHAT },
      {
        name: `response ${name} ÷ the bare chain’s`,
        value: us / MICROS_PER_MS / ms,
        unit: 'ratio',
      },
    ]
  })
