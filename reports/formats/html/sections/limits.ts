import { dearestLink, PROMISED_BITS_PER_SECOND } from '../../../model/link-figures.ts'
import { isValid } from '../../../model/load-figures.ts'
import type { Result } from '../../../model/result.ts'
import { formatNumber } from '../../../model/units.ts'
import { html } from '../markup.ts'

/** Where does it break? The rates at which something ends, as far as the run found them, least first. */
export function limits({ links, load, search }: Result) {
  const dearest = dearestLink(links)
  const ceiling = Math.max(
    ...load
      .filter((each) => each.loop === 'closed' && isValid(each))
      .map((each) => each.ratePerSecond),
  )
  const ends = [
    ...(dearest === null
      ? []
      : [
          {
            at: dearest.figures.promiseEndsAtPerSecond,
            what: `a tenant’s link carries more than the promised ${PROMISED_BITS_PER_SECOND / 1_000} kbit/s`,
          },
        ]),
    ...(typeof search?.brokePerSecond === 'number'
      ? [{ at: search.brokePerSecond, what: `${search.thresholds.join(', ')} no longer holds` }]
      : []),
    ...(Number.isFinite(ceiling) ? [{ at: ceiling, what: 'the system does no more' }] : []),
  ].toSorted((a, b) => a.at - b.at)
  if (ends.length === 0) return false
  const words = ends
    .map(({ at, what }) => `from ${formatNumber(at)} operations/s ${what}`)
    .join('; ')
  return html`<p><strong>Where does it break?</strong> ${words}.</p>`
}
