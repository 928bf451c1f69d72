import {
  ladderLayers,
  linkFigures,
  PROMISED_BITS_PER_SECOND,
  silenceWords,
  worstWindows,
} from '../model/link-figures.ts'
import type { Figure, LinkResult } from '../model/result.ts'
import { formatCount, formatMs, formatNumber } from '../model/units.ts'
import { wrap } from './console-text.ts'

const INDENT = '        '

/** A link's cost of an operation with its ladder, and its bandwidth against the promise. */
export function wireLines(link: LinkResult): string[] {
  const figures = linkFigures(link)
  if (figures === null) {
    return wrap(`${link.name}: ${silenceWords(link) ?? 'nothing was carried'}`, 'wire    ', INDENT)
  }
  const { bytesPerOperation, kbitPerSecond, operationsPerSecond, promiseEndsAtPerSecond } = figures
  const promised = PROMISED_BITS_PER_SECOND / 1_000
  const layers = ladderLayers(link.ladder)
    .map(({ name, bytes }) => `${name} ${formatNumber(bytes / link.operations)}`)
    .join(' + ')
  const span = `${formatCount(link.operations)} operations in ${formatMs(link.durationMs)}`
  const cost = `${formatNumber(bytesPerOperation)} bytes per operation at IP level = ${layers}`
  const promise = `${formatNumber(kbitPerSecond)} kbit/s at ${formatNumber(operationsPerSecond)}/s; the promised ${promised} kbit/s end at ${formatNumber(promiseEndsAtPerSecond)}/s`
  const windows = worstWindows(link).map(
    (worst) =>
      `${formatNumber(worst.kbitPerSecond)} kbit/s in any ${formatMs(worst.windowMs)} (from ${formatMs(worst.fromMs)} on)`,
  )
  return [
    ...wrap(`${link.name}: ${span}`, 'wire    ', INDENT),
    ...wrap(cost, INDENT, INDENT),
    ...wrap(promise, INDENT, INDENT),
    ...(windows.length === 0 ? [] : wrap(`at most ${windows.join('; ')}`, INDENT, INDENT)),
  ]
}

export const figureLines = (figures: readonly Figure[]): string[] =>
  figures.flatMap(({ name, value, unit, against }) =>
    wrap(
      `${name}: ${formatNumber(value)} ${unit}${against === undefined ? '' : ` (${against})`}`,
      'figure  ',
      INDENT,
    ),
  )
