import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readResults } from '../../../reports/read.ts'

/** A filtered run tells of few requirements: several runs together tell of most. */
const NEWEST = 10

/**
 * How long each requirement took when it was judged last, in ms, by the newest runs of a folder of runs.
 * What cannot be read tells nothing.
 */
export async function lastDurations(out: string): Promise<ReadonlyMap<string, number>> {
  const names = await readdir(out).catch(() => [])
  const newest = names.toSorted((a, b) => a.localeCompare(b)).slice(-NEWEST)
  const runs = await Promise.all(newest.map((name) => readResults(join(out, name)).catch(() => [])))
  return new Map(
    runs
      .flat()
      .flatMap(({ requirements }) => requirements)
      .filter(({ verdict }) => verdict === 'pass' || verdict === 'fail')
      .map(({ id, durationMs }) => [id, durationMs]),
  )
}
