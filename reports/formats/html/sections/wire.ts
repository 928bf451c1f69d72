import { bandwidth } from '../../../charts/bandwidth.ts'
import { ladderBar } from '../../../charts/ladder-bar.ts'
import {
  ladderLayers,
  linkFigures,
  PROMISED_BITS_PER_SECOND,
  silenceWords,
  worstWindows,
} from '../../../model/link-figures.ts'
import type { LinkResult, Result } from '../../../model/result.ts'
import { formatBytes, formatCount, formatMs, formatNumber } from '../../../model/units.ts'
import { html } from '../markup.ts'
import { charts, facts, section, table } from '../parts.ts'

const ladderTable = ({ ladder, operations }: LinkResult) =>
  table({
    caption: `Ladder: what each layer adds, both directions (segments ${ladder.segmentsFrom === 'tcp-info' ? 'counted by the kernel' : 'modelled'})`,
    head: ['Layer', 'Bytes', 'Bytes per operation'],
    rows: [...ladderLayers(ladder), { name: 'all, at IP level', bytes: ladder.ipBytes }].map(
      ({ name, bytes }) => [
        name,
        formatCount(bytes),
        operations === 0 ? '–' : formatNumber(bytes / operations),
      ],
    ),
    numbersFrom: 1,
  })

const linkFacts = (link: LinkResult) => {
  const { ladder } = link
  return facts([
    ['Operations', `${formatCount(link.operations)} in ${formatMs(link.durationMs)}`],
    ['Tap', link.mode],
    [
      'New connections',
      `${formatCount(link.connections)} (${formatBytes(link.handshakeBytes)} of set-up)`,
    ],
    ...worstWindows(link).map(({ windowMs, kbitPerSecond, fromMs }): [string, string] => [
      `Worst ${formatMs(windowMs)}`,
      `${formatNumber(kbitPerSecond)} kbit/s, from ${formatMs(fromMs)} on`,
    ]),
    ['TLS records', formatCount(ladder.tlsRecords)],
    ['TCP segments', formatCount(ladder.segments)],
    [
      'Messages',
      ladder.messages === null ? 'not seen by an opaque tap' : formatCount(ladder.messages),
    ],
  ])
}

const promise = (link: LinkResult) => {
  const figures = linkFigures(link)
  if (figures === null) return html`<p>${silenceWords(link) ?? 'Nothing was carried'}.</p>`
  const { bytesPerOperation, kbitPerSecond, operationsPerSecond, promiseEndsAtPerSecond } = figures
  return html`<p>An operation costs <strong>${formatNumber(bytesPerOperation)} bytes</strong> at IP level: ${formatNumber(kbitPerSecond)} kbit/s at a rate of ${formatNumber(operationsPerSecond)}/s. The promise, at most ${PROMISED_BITS_PER_SECOND / 1_000} kbit/s at 1/s, ends at <strong>${formatNumber(promiseEndsAtPerSecond)}/s</strong>.</p>`
}

const oneLink = (link: LinkResult, index: number) => {
  const name = `link-${index + 1}`
  return html`
<h3>${link.name}</h3>
${promise(link)}
${linkFacts(link)}
${charts([ladderBar(link, `${name}-ladder`), bandwidth(link, `${name}-bandwidth`)])}
${ladderTable(link)}`
}

/** Cost of an operation and bandwidth of each link against the promise. */
export const wire = ({ links }: Result) =>
  links.length > 0 && section('wire', 'Bandwidth', links.map(oneLink))
