import type { Row } from './compare.ts'
import { formatNumber } from '../model/units.ts'

/** A limit on how far a metric may move: `response p99 > +10%`, `throughput < -5%`, `false success > 0`. */
export interface Gate {
  readonly text: string
  /** Absent: every load and link that has the metric. */
  readonly scope?: string
  readonly metric: string
  readonly beyond: '>' | '<'
  /** A share of the base (0.1 is 10 %), or an amount in the metric's unit. */
  readonly limit: { readonly share: number } | { readonly amount: number }
}

const FORM =
  /^(?:(?<scope>.+): )?(?<metric>[^<>:]+?)\s*(?<beyond>[<>])\s*(?<limit>[+-]?\d+(?:\.\d+)?)\s*(?<unit>%?)$/u

/** Reads a gate; a text says what is wrong with it. */
export function parseGate(text: string): Gate | string {
  const parts = FORM.exec(text.trim())?.groups
  const { scope, metric, beyond, limit, unit } = parts ?? {}
  if (metric === undefined || limit === undefined) {
    return `--fail-on: found "${text}", allowed: METRIC > +N% or METRIC < -N, for example "response p99 > +10%"`
  }
  const number = Number(limit)
  return {
    text: text.trim(),
    ...(scope !== undefined && { scope }),
    metric,
    beyond: beyond === '<' ? '<' : '>',
    limit: unit === '%' ? { share: number / 100 } : { amount: number },
  }
}

export interface GateOutcome {
  readonly gate: string
  /** `no value`: nothing to compare; a gate on nothing is not met. */
  readonly outcome: 'kept' | 'broken' | 'no value'
  readonly reason: string
}

const covers = ({ scope, metric }: Gate, row: Row) =>
  row.metric === metric && (scope === undefined || row.scope === scope)

/** Broken: beyond the limit and significant. A difference that may be chance breaks nothing. */
function breaks({ beyond, limit }: Gate, row: Row): boolean {
  const allowed = 'share' in limit ? limit.share * Math.abs(row.base) : limit.amount
  const { value } = row.difference
  return row.significant && (beyond === '>' ? value > allowed : value < allowed)
}

const told = ({ scope, metric, unit, base, next }: Row) =>
  `${scope === '' ? '' : `${scope}: `}${metric}: ${formatNumber(base)} → ${formatNumber(next)} ${unit}`

/** What each gate says about a comparison's rows. */
export function judgeGate(gate: Gate, rows: readonly Row[]): GateOutcome {
  const covered = rows.filter((row) => covers(gate, row) && row.method !== 'none')
  if (covered.length === 0) {
    const names = [...new Set(rows.map(({ metric }) => metric))].join(', ')
    return {
      gate: gate.text,
      outcome: 'no value',
      reason: `no comparable value of "${gate.metric}"; compared were: ${names || 'none'}`,
    }
  }
  const broken = covered.filter((row) => breaks(gate, row))
  return {
    gate: gate.text,
    outcome: broken.length > 0 ? 'broken' : 'kept',
    reason: (broken.length > 0 ? broken : covered).map(told).join('; '),
  }
}
