import type { Result } from '../model/result.ts'
import { formatCount, formatNumber } from '../model/units.ts'
import { wrap } from './console-text.ts'

const INDENT = '        '

/** Where the time of an operation went, and how large each type of message was. */
export const journeyLines = ({
  journeys = [],
  messageSizes = [],
}: Pick<Result, 'journeys' | 'messageSizes'>): string[] => [
  ...journeys.flatMap(({ name, operations, hops }) => {
    const whole = hops.reduce((sum, { meanMs }) => sum + meanMs, 0)
    const parts = hops.map(({ hop, meanMs }) => `${hop} ${formatNumber(meanMs)}`).join(' + ')
    return wrap(
      `${name}, ${formatCount(operations)}: ${formatNumber(whole)} ms = ${parts}`,
      'hops    ',
      INDENT,
    )
  }),
  ...messageSizes.flatMap(({ type, count, minBytes, maxBytes }) =>
    wrap(
      `${type}: ${formatCount(count)} messages of ${minBytes === maxBytes ? formatCount(minBytes) : `${formatCount(minBytes)} to ${formatCount(maxBytes)}`} bytes`,
      'size    ',
      INDENT,
    ),
  ),
]
