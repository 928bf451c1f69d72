import type { Result } from '../../../reports/model/result.ts'
import { ReadError, readResults } from '../../../reports/read.ts'
import { BadInput } from '../../target/errors.ts'

/** The results that a path of the command line stands for; throws BadInput with every problem. */
export async function readRuns(path: string): Promise<Result[]> {
  try {
    return await readResults(path)
  } catch (error) {
    if (error instanceof ReadError) throw new BadInput([...error.problems])
    throw error
  }
}
