import { hopBar } from '../../../charts/hop-bar.ts'
import type { Journey, Result } from '../../../model/result.ts'
import { formatCount, formatNumber } from '../../../model/units.ts'
import { html } from '../markup.ts'
import { charts, section, table } from '../parts.ts'

const oneJourney = (journey: Journey, index: number) => {
  const whole = journey.hops.reduce((sum, { meanMs }) => sum + meanMs, 0)
  return [
    html`<p>${journey.name}: ${formatCount(journey.operations)} of them, one after the other; ${formatNumber(whole)} ms each.</p>`,
    charts([hopBar(journey, `journey-${index + 1}`)]),
    table({
      caption: 'From what is seen on the links by one clock; means, so that the hops add up',
      head: ['Hop', 'From – to', 'ms', 'Share'],
      rows: journey.hops.map(({ hop, fromTo, meanMs }) => [
        hop,
        fromTo,
        formatNumber(meanMs),
        whole === 0 ? '–' : `${formatNumber((100 * meanMs) / whole)} %`,
      ]),
      numbersFrom: 2,
    }),
  ]
}

const sizes = ({ messageSizes = [] }: Result) =>
  messageSizes.length > 0 && [
    html`<h3>Message sizes by type</h3>`,
    table({
      caption:
        'Each message with its AMQP sections, as it passed the agent’s link; promised: under 1,000 bytes',
      head: ['Message', 'Direction', 'Seen', 'Least', 'Median', 'Most'],
      rows: messageSizes.map(({ type, direction, count, minBytes, medianBytes, maxBytes }) => [
        type,
        direction === 'inbound' ? 'to the agent' : 'from the agent',
        formatCount(count),
        ...[minBytes, medianBytes, maxBytes].map(formatCount),
      ]),
      numbersFrom: 2,
    }),
  ]

/** Where the time of a reset goes, and what it sends. */
export const journeys = (result: Result) => {
  const { journeys: seen = [], messageSizes = [] } = result
  return (
    seen.length + messageSizes.length > 0 &&
    section('journeys', 'Where does the time go?', [...seen.map(oneJourney), sizes(result)])
  )
}
