import type { Result } from '../model/result.ts'
import { type Paint, wrap } from './console-text.ts'

const FIRST = 'limit   '
const INDENT = '        '

/** Each threshold, and whether it holds. */
export const thresholdLines = ({ thresholds = [] }: Result, paint: Paint): string[] =>
  thresholds.flatMap(({ name, ok, observed, limit }) => {
    const words = ok
      ? `${name}: holds, ${observed}`
      : `${name}: DOES NOT HOLD, ${observed}, allowed ${limit}`
    const lines = wrap(words, FIRST, INDENT)
    return ok ? lines : lines.map((line) => paint.tone('bad', line))
  })
