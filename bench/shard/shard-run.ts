import type { LinkResult, LoadResult } from '../../reports/model/result.ts'

/** One shard's part of a load. */
export interface ShardRun {
  /** For reports: which run it was. */
  readonly runId: string
  readonly load: LoadResult
  /** Of the agent that this generator's system has; undefined: not measured. */
  readonly link?: LinkResult | undefined
  readonly interrupted: boolean
}
