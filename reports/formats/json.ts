import { parseResult } from '../model/parse.ts'
import type { Result } from '../model/result.ts'

/** The result file itself. Throws, with every problem, on a result that could not be read back. */
export function renderJson(result: Result): string {
  const text = JSON.stringify(result, null, 1)
  const parsed = parseResult(JSON.parse(text))
  if (!parsed.ok) {
    throw new TypeError(
      `the result is not one that can be read back: ${parsed.problems.join('; ')}`,
    )
  }
  return `${text}\n`
}
