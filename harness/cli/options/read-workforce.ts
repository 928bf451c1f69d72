import { parseWorkforce, type Workforce } from '../../../reports/plan/workforce.ts'
import { BadInput } from '../../target/errors.ts'
import { readInput } from './read-input.ts'

/** Reads a workforce description. Throws BadInput with every problem. */
export async function readWorkforce(path: string): Promise<Workforce> {
  const parsed = parseWorkforce(await readInput(path, '--workforce'))
  if (parsed.ok) return parsed.workforce
  throw new BadInput(parsed.problems.map((problem) => `${path}: ${problem}`))
}
