import type { LoadResult } from '../../reports/model/result.ts'

/** One shard's part of a load. */
export interface ShardRun {
  /** For reports: which run it was. */
  readonly runId: string
  readonly load: LoadResult
  readonly interrupted: boolean
}
