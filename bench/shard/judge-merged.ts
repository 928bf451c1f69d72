import type { ValidityCheck } from '../measure/validity.ts'
import { parseThreshold } from '../thresholds/grammar.ts'
import { judgeThresholds } from '../thresholds/judge.ts'
import type { LoadResult } from '../../reports/model/result.ts'
import type { ShardRun } from './shard-run.ts'
import { sumLinks } from './sum.ts'

/**
 * The thresholds that the shards carry, judged by the load that they were together: a shard alone cannot tell
 * whether they hold. One that cannot be read does not hold. Pure.
 */
export function judgeMerged(joined: LoadResult, runs: readonly ShardRun[]): ValidityCheck[] {
  const measured = { load: joined, link: sumLinks(runs.map(({ link }) => link)) }
  const texts = runs[0]?.load.shard?.thresholds ?? []
  return texts.flatMap((text) => {
    const parsed = parseThreshold(text, undefined)
    return parsed.ok
      ? judgeThresholds([parsed.threshold], measured)
      : [{ name: text, ok: false, observed: parsed.problem, limit: 'a threshold' }]
  })
}
