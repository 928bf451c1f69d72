import { scalabilityChart } from '../../../charts/scalability.ts'
import type { Result } from '../../../model/result.ts'
import { formatNumber } from '../../../model/units.ts'
import {
  estimateWords,
  levelRow,
  misfitWords,
  peakWords,
  THE_LAW,
} from '../../console-scalability.ts'
import { html } from '../markup.ts'
import { charts, facts, section, table } from '../parts.ts'

/** How throughput grows with requests in flight, by the law that was fitted to it. */
export const scalability = ({ scalability: fit }: Result) =>
  fit !== undefined &&
  section('scalability', 'How does throughput grow?', [
    html`<p>${fit.operation}: ${peakWords(fit)}.</p>`,
    charts([scalabilityChart(fit, 'scalability-law')]),
    facts([
      ['Law', THE_LAW],
      ['γ, one alone', `${estimateWords(fit.gamma)} per second`],
      ['σ, contention', estimateWords(fit.sigma)],
      ['κ, coherency', estimateWords(fit.kappa)],
      ['In brackets', `${formatNumber(fit.confidence * 100)} % intervals`],
      ['Fit', misfitWords(fit)],
    ]),
    table({
      caption: 'Throughput in a closed loop, operations per second',
      head: ['In flight', 'Rounds', 'Mean', 'Least', 'Greatest', 'By the law'],
      rows: fit.levels.map((level) => {
        const { inFlight, mean, least, greatest, fitted } = levelRow(level)
        return [inFlight, String(level.perSecond.length), mean, least, greatest, fitted]
      }),
      numbersFrom: 1,
    }),
  ])
