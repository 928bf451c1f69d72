import type { HistogramResult, LoadResult } from './result.ts'

/**
 * The histogram that speaks for a metric of a load: all outcomes together where the file has it, of
 * the phase with most values. Undefined: the load did not measure it.
 */
export function headlineHistogram(
  load: Pick<LoadResult, 'histograms'>,
  metric: HistogramResult['metric'],
): HistogramResult | undefined {
  const ofMetric = load.histograms.filter((each) => each.metric === metric)
  const whole = ofMetric.filter(({ outcome }) => outcome === 'all')
  return (whole.length > 0 ? whole : ofMetric).toSorted((a, b) => b.count - a.count)[0]
}

export const meanUs = ({ count, sumUs }: HistogramResult) => (count === 0 ? 0 : sumUs / count)

/** Accounts that ended as the system had told. */
export const accountsAsTold = ({
  asAcknowledged,
  asUnknownAllows,
}: NonNullable<LoadResult['finalBinds']>) => asAcknowledged + asUnknownAllows

export const isValid = ({ validity }: Pick<LoadResult, 'validity'>) =>
  validity.every(({ ok }) => ok)
