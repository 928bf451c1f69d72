import type { HistogramResult, LoadResult } from '../../reports/model/result.ts'
import { decode } from '../measure/hdr.ts'
import { Recorder } from '../measure/recorder.ts'
import type { ValidityCheck } from '../measure/validity.ts'
import { COMPARISONS, type Statistic, type Subject, type Threshold } from './grammar.ts'
import { type Measured, SCALARS } from './metrics.ts'
import { valueWords } from './units.ts'

/** A value, or why there is none. */
export type Found = { readonly value: number } | { readonly missing: string }

const ALL_PERCENT = 100
const TAIL = 0.025

/** How many values a percentile needs before any two-sided 95 % bound of it exists (order statistics). */
export const valuesNeededFor = (percentile: number): number => {
  const share = percentile / ALL_PERCENT
  return Math.ceil(Math.log(TAIL) / Math.log(Math.max(share, 1 - share)))
}

export const tooFew = (count: number, needed: number): Found => ({
  missing:
    count === 0
      ? 'there is no value of it'
      : `${count} values do not bear it, ${needed} are needed`,
})

/** All phases as one, or the one that is named. */
function histogramOf(
  { histograms }: LoadResult,
  metric: string,
  outcome: string,
  phase: string | undefined,
): HistogramResult | undefined {
  const asked = histograms.filter(
    (each) =>
      each.metric === metric &&
      each.outcome === outcome &&
      (phase === undefined || each.phase === phase),
  )
  const recorder = new Recorder()
  try {
    recorder.merge(asked.map((each) => ({ ...each, phase: '' })))
    return recorder.results()[0]
  } finally {
    recorder.destroy()
  }
}

function statisticOf(histogram: HistogramResult | undefined, statistic: Statistic): Found {
  if (histogram === undefined || histogram.count === 0) return tooFew(0, 1)
  const { count, minUs, maxUs, sumUs } = histogram
  if (statistic === 'min') return { value: minUs }
  if (statistic === 'max') return { value: maxUs }
  if (statistic === 'mean') return { value: sumUs / count }
  const needed = valuesNeededFor(statistic.percentile)
  if (count < needed) return tooFew(count, needed)
  const decoded = decode(histogram.hdrV2)
  try {
    return { value: Math.min(decoded.getValueAtPercentile(statistic.percentile), maxUs) }
  } finally {
    decoded.destroy()
  }
}

function find(subject: Subject, phase: string | undefined, measured: Measured): Found {
  const { load } = measured
  switch (subject.of) {
    case 'time':
      // A driver's lag has no outcome yet.
      return statisticOf(
        histogramOf(load, subject.metric, subject.outcome, phase),
        subject.statistic,
      )
    case 'operations': {
      if (phase === undefined) return { value: load.ledger[subject.outcome] }
      const all = histogramOf(load, 'response', 'all', phase)
      if (all === undefined)
        return { missing: `no operation of phase ${phase} was answered or given up` }
      return { value: histogramOf(load, 'response', subject.outcome, phase)?.count ?? 0 }
    }
    case 'scalar': {
      const value = SCALARS[subject.metric].value(measured)
      if (value !== null) return { value }
      const { compression } = load
      return {
        missing:
          compression === undefined
            ? 'it was not measured'
            : `it was not measured (compressed ${compression} times, a load proves no bandwidth)`,
      }
    }
  }
}

/** One threshold against what was found; without a value it does not hold. */
export function judgeFound(threshold: Threshold, found: Found): ValidityCheck {
  const { text, dimension, comparison, limit, unit } = threshold
  const words = `${comparison} ${valueWords(limit, dimension, unit)}`
  if ('missing' in found) return { name: text, ok: false, observed: found.missing, limit: words }
  return {
    name: text,
    ok: COMPARISONS[comparison](found.value, limit),
    observed: valueWords(found.value, dimension, unit),
    limit: words,
  }
}

/** Judges thresholds by a load that is over. */
export const judgeThresholds = (
  thresholds: readonly Threshold[],
  measured: Measured,
): ValidityCheck[] =>
  thresholds.map((threshold) =>
    judgeFound(threshold, find(threshold.subject, threshold.phase, measured)),
  )
